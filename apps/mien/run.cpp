#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"
#include "mien/sinks.h"

#include "base/calls.h"
#include "base/claims.h"
#include "base/database_name.h"
#include "base/output_guard.h"
#include "base/page_file.h"
#include "commands.h"
#include "interrupt.h"
#include "job.h"
#include "machine/seats.h"
#include "outputs.h"
#include "progress.h"
#include "recorded/camera_files.h"
#include "recorded/camera_recordings.h"
#include "recordings/approaches/approaches.h"
#include "recordings/recordings.h"
#include "report/report.h"
#include "run_arguments.h"
#include "run_outward.h"
#include "sink/sinks.h"
#include "sink/together.h"
#include "started_at.h"
#include "store_clock.h"
#include "table.h"

namespace {

namespace fs = std::filesystem;

constexpr char kAnnotated[] = "annotated", kReport[] = "report.html";

void print_words(const std::string& words) { fmt::print(stderr, "mien: {}\n", words); }

void write_report(const fs::path& folder, const mien::UtcOffset& clock) {
  write_page(folder / kReport, mien::report::report_html({folder}, {.clock = clock}));
}

std::vector<std::unique_ptr<mien::Sink>> make_sinks(const RunArguments& arguments,
                                                    const mien::RunConfig& config,
                                                    const mien::UtcOffset& clock,
                                                    const AppContext& context, ProgressBars& bars) {
  const mien::SinkSettings settings{.config = config, .clock = clock, .log = print_words};
  std::vector<std::unique_ptr<mien::Sink>> sinks;
  if (!arguments.out.empty()) {
    sinks = mien::make_folder_sinks(arguments.out, settings);
  } else if (!config.sqlite.empty()) {
    sinks = mien::make_database_sinks(config.sqlite, settings);
  }
  if (arguments.annotate)
    sinks.push_back(mien::recordings::make_annotate_sink(
        config, {.folder = fs::path(arguments.out) / kAnnotated,
                 .blur = arguments.blur,
                 .models = context.models,
                 .stop = context.interrupted,
                 .log = [&](const auto& words) { bars.clear(), print_words(words); }}));
  return sinks;
}

// Before anything is written. Without -o only the database is.
void guard_outputs(const RunArguments& arguments, const mien::RunConfig& config) {
  std::vector<std::string> inputs{arguments.config, arguments.profile};
  for (const mien::CameraConfig& camera : config.cameras) inputs.push_back(camera.input);
  guard_sinks(config, arguments.config);
  if (arguments.out.empty()) {
    if (!config.sqlite.empty())
      mien::refuse_overwriting(mien::input_files(inputs), std::vector<fs::path>{config.sqlite});
    return;
  }
  const fs::path out = arguments.out;
  std::vector<fs::path> outputs;
  for (const fs::path& name :
       {fs::path("events.jsonl"), fs::path("tracks.csv"), fs::path("summary.json"),
        fs::path(kReport), mien::database_of(config)})
    outputs.push_back(out / name);
  if (arguments.annotate)
    for (const fs::path& copy : mien::recordings::annotated_files(config, kAnnotated))
      if (!copy.empty()) outputs.push_back(out / copy);
  mien::refuse_overwriting(mien::input_files(inputs), outputs);
  mien::check_is_page(out / kReport);
}

// What asks for nothing without another option would be ignored.
void check_options(const RunArguments& arguments) {
  if (arguments.blur && !arguments.annotate)
    throw mien::Error(mien::ErrorKind::usage, "--blur", "blurs only the annotated copy",
                      "add --annotate");
  if (arguments.annotate && arguments.out.empty())
    throw mien::Error(mien::ErrorKind::usage, "--annotate", "needs a folder to write to",
                      "add -o DIR");
}

// Of ranks of an MPI job mpirun decides. Where pinning was refused, an incident says why.
void print_placement(const mien::RunConfig& config, const mien::Summary& summary) {
  const bool refused = std::ranges::any_of(summary.incidents, [](const std::string& words) {
    return words.starts_with(mien::machine::kNotPinned);
  });
  if (in_job() || refused || !mien::recordings::seats_workers(config)) return;
  const std::string words = mien::machine::seat_words(config, summary.run.workers);
  if (!words.empty()) fmt::print("Placement: {}.\n", words);
}

void run(const RunArguments& arguments, AppContext& context) {
  check_options(arguments);
  mien::recorded::Teller tell;
  if (!context.quiet && !follows()) tell = print_words;
  mien::RunConfig config = configured_run(arguments, context.models, tell);
  if (in_job()) config = for_job(config);
  catch_hang_up();
  if (follows()) return mien::recordings::follow(config, context.models, context.interrupted);
  guard_outputs(arguments, config);
  const mien::UtcOffset clock = store_clock(config.audience.time_zone);
  mien::recorded::date_recordings(config, clock, begin_of(arguments.started_at, clock, print_words),
                                  print_words, "set another with --started-at TIME");
  ProgressBars bars(config, isatty(STDERR_FILENO) && !context.quiet);
  auto sinks = make_sinks(arguments, config, clock, context, bars);
  const auto outward = run_outward(config, arguments.out);
  for (auto& sink : mien::sink::make_configured_sinks(config.sinks))
    sinks.push_back(std::move(sink));
  if (outward)  // sights, where they leave
    sinks.push_back(
        std::make_unique<mien::sink::Together>(std::vector<mien::Sink*>{&outward->sink()}));
  const mien::Summary summary = mien::recordings::run(
      config, context.models, sinks,
      {.progress = [&](const mien::Progress& progress) { bars.show(progress); }, .clock = clock},
      context.interrupted);
  bars.clear();
  mien::Calls telling;  // a page that cannot be written keeps no result from being told
  if (!arguments.out.empty()) telling.make([&] { write_report(arguments.out, clock); });
  telling.make([&] {
    if (context.json)
      fmt::print("{}\n", mien::sink::to_json(summary, mien::sink::expressions_read(config),
                                             mien::recorded::recordings_of(config.cameras))
                             .dump());
    else if (!context.quiet)
      print_summary(summary, arguments.out, config.expressions == mien::Expressions::smile);
    if (!context.json && !context.quiet) print_placement(config, summary);
    print_troubles(summary, context);
  });
  telling.make([&] { finish_outward(outward.get(), sinks); });
  telling.end();
}

}  // namespace

void add_run_command(CLI::App& app, AppContext& context) {
  auto* command =
      app.add_subcommand("run", "Analyses recordings: faces, expressions, audience figures");
  auto arguments = std::make_shared<RunArguments>();
  add_run_options(*command, *arguments);
  command->add_flag("--json", context.json, "Print summary.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer("Example: mien run aisle.mp4 entrance.mkv -o out --annotate --blur");
  command->callback(
      [arguments, &context] { run_in_job(context, [&] { run(*arguments, context); }); });
}
