#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"
#include "mien/input.h"
#include "mien/sinks.h"

#include "base/output_guard.h"
#include "cluster/mpi.h"
#include "commands.h"
#include "config/unused_keys.h"
#include "config_file.h"
#include "demand_option.h"
#include "infer/engine.h"
#include "job.h"
#include "limit_option.h"
#include "outputs.h"
#include "profile_start.h"
#include "progress.h"
#include "recorded/camera_files.h"
#include "recorded/camera_recordings.h"
#include "recordings/recordings.h"
#include "report/report.h"
#include "run_outward.h"
#include "sink/sinks.h"
#include "sink/together.h"
#include "started_at.h"
#include "stays/schedule.h"
#include "store_clock.h"
#include "table.h"

namespace {

namespace fs = std::filesystem;

constexpr char kAnnotated[] = "annotated", kReport[] = "report.html";

/// What the command line says; −1 or empty: not said.
struct RunArguments {
  std::vector<std::string> inputs;
  std::string config, out, detector, emotion, expressions, precision, approach, profile, demand,
      started_at, time_in_name;
  double detect_fps = -1, min_confidence = -1;
  int workers = -1, width = -1, upsample = -1;
  bool annotate = false, blur = false, force = false;
};

void print_words(const std::string& words) { fmt::print(stderr, "mien: {}\n", words); }

// An input's name is what the user wrote, without a password; the second of the same is "NAME (2)".
mien::RunConfig configure(const RunArguments& arguments, const mien::ModelStorePaths& models,
                          bool quiet) {
  mien::RunConfig config;
  if (!arguments.config.empty()) config = read_config_file(arguments.config, &models);
  for (const std::string& words : mien::config::unused_keys(config, "run"))
    if (!follows()) fmt::print(stderr, "mien: {}: {}\n", arguments.config, words);
  if (!arguments.profile.empty()) take_profile(arguments.profile, arguments.force, config);
  for (const std::string& input : arguments.inputs)
    config.cameras.push_back(mien::camera_of(input, config.cameras));
  if (!arguments.detector.empty()) config.detector = arguments.detector;
  if (!arguments.emotion.empty()) config.emotion = arguments.emotion;
  if (!arguments.expressions.empty()) config.expressions = arguments.expressions;
  if (!arguments.precision.empty())
    config.precision = mien::infer::read_precision(arguments.precision);
  if (!arguments.approach.empty()) config.approach = arguments.approach;
  if (arguments.detect_fps >= 0) config.detect_fps = arguments.detect_fps;
  for (mien::CameraConfig& camera : config.cameras) {  // the command line wins over the file
    if (arguments.detect_fps >= 0) camera.detect_fps = -1;
    if (arguments.width >= 0) camera.width = 0;
    if (!arguments.time_in_name.empty()) camera.time_in_name = arguments.time_in_name;
  }
  if (arguments.min_confidence >= 0) config.min_confidence = arguments.min_confidence;
  if (arguments.workers >= 0) config.workers = arguments.workers;
  if (arguments.width >= 0) config.width = arguments.width;
  if (arguments.upsample >= 0) config.upsample = arguments.upsample;
  if (!arguments.demand.empty())
    config.demand = {arguments.demand, arguments.demand, arguments.demand};
  mien::recorded::take_recordings(
      config, store_clock(config.audience.time_zone),
      quiet || follows() ? mien::recorded::Teller() : mien::recorded::Teller(print_words));
  return config;
}

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
    sinks.push_back(mien::make_sink("seconds", config.sqlite, settings));
    if (!mien::audience::contents_of(config.cameras).empty())
      sinks.push_back(mien::make_sink("audience", config.sqlite, settings));
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
std::unique_ptr<mien::OwnerLock> claim_outputs(const RunArguments& arguments,
                                               const mien::RunConfig& config) {
  std::vector<std::string> inputs{arguments.config, arguments.profile};
  for (const mien::CameraConfig& camera : config.cameras) inputs.push_back(camera.input);
  guard_sinks(config, arguments.config);
  if (arguments.out.empty()) {
    if (!config.sqlite.empty())
      mien::refuse_overwriting(input_files(inputs), std::vector<fs::path>{config.sqlite});
    return nullptr;
  }
  std::vector<fs::path> names{"events.jsonl", "tracks.csv", "summary.json", kReport,
                              config.sqlite.empty() ? "mien.db" : config.sqlite};
  if (arguments.annotate)
    for (const fs::path& copy : mien::recordings::annotated_files(config, kAnnotated))
      if (!copy.empty()) names.push_back(copy);
  auto claim = claim_folder(arguments.out, inputs, names);
  check_is_page(fs::path(arguments.out) / kReport);
  return claim;
}

// What asks for nothing without another option would be ignored.
void check_options(const RunArguments& arguments) {
  if (arguments.blur && !arguments.annotate)
    throw mien::Error(mien::ErrorKind::usage, "--blur", "blurs the annotated copy alone",
                      "add --annotate");
  if (arguments.annotate && arguments.out.empty())
    throw mien::Error(mien::ErrorKind::usage, "--annotate", "needs a folder to write to",
                      "add -o DIR");
}

void run(const RunArguments& arguments, AppContext& context) {
  check_options(arguments);
  mien::RunConfig config = configure(arguments, context.models, context.quiet);
  if (in_job()) config = for_job(config);
  if (follows()) return mien::recordings::follow(config, context.models, context.interrupted);
  const auto claim = claim_outputs(arguments, config);
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
  if (context.json)
    fmt::print("{}\n", mien::sink::to_json(summary, mien::sink::expressions_read(config),
                                           mien::recorded::recordings_of(config.cameras))
                           .dump());
  else if (!context.quiet)
    print_summary(summary, arguments.out, config.expressions == "smile");
  print_troubles(summary, context);
  if (!arguments.out.empty()) write_report(arguments.out, clock);
  finish_outward(outward.get(), sinks);
}

void add_model_options(CLI::App& command, RunArguments& arguments) {
  command.add_option("--detector", arguments.detector,
                     "auto (default: yunet-n where it is available, else retinaface), "
                     "retinaface,\ncenterface, yunet-n, hog, mmod");
  command.add_option("--emotion", arguments.emotion, "Expression model of the manifest");
  command
      .add_option("--expressions", arguments.expressions,
                  "all (default) or smile: nothing but smile or no smile, no valence")
      ->check(CLI::IsMember({"all", "smile"}));
  command.add_option("--precision", arguments.precision, "f32, bf16, int8 or auto (default)");
  command
      .add_option("--width", arguments.width, "Network input, longest side in pixels (default 640)")
      ->check(within(mien::config::limits::kWidth));
  command
      .add_option("--detect-fps", arguments.detect_fps,
                  "Frames inferred per second of video (default 5; 0: every frame)")
      ->check(within(mien::config::limits::kDetectFps));
  command
      .add_option("--min-confidence", arguments.min_confidence,
                  "Lowest detection confidence to keep, 0..1 (default: the detector's own)")
      ->check(within(mien::config::limits::kMinConfidence));
  command
      .add_option("--upsample", arguments.upsample,
                  "hog, mmod: how often the picture is doubled in size")
      ->check(within(mien::config::limits::kUpsample));
}

void add_work_options(CLI::App& command, RunArguments& arguments) {
  command.add_option("--workers", arguments.workers, "Worker threads (default 0: one per core)")
      ->check(within(mien::config::limits::kWorkers));
  command.add_option("--approach", arguments.approach,
                     "How the work is parallelised: auto, cnn-per-core, processes, threads, mpi, "
                     "… (`mien bench` lists and measures them)");
  add_demand_option(command, arguments.demand);
  command.add_option("--profile", arguments.profile, "Settings that `mien tune` saved (best.yaml)");
  command.add_flag("--force", arguments.force,
                   "Accept a profile that was tuned on another machine, and adapt it");
}

}  // namespace

void add_run_command(CLI::App& app, AppContext& context) {
  auto* command =
      app.add_subcommand("run", "Analyses recordings: faces, expressions, audience figures");
  auto arguments = std::make_shared<RunArguments>();
  command->add_option("INPUT", arguments->inputs,
                      "Files, folders of images, folders or patterns of recordings (a camera\n"
                      "each: 'week/*.mp4'), loop:clip.mp4, URLs");
  command->add_option("-c,--config", arguments->config, "Cameras and settings (YAML)");
  command->add_option("-o,--out", arguments->out,
                      "Folder for events.jsonl, tracks.csv, summary.json, mien.db, report.html");
  add_model_options(*command, *arguments);
  add_work_options(*command, *arguments);
  command
      ->add_option("--started-at", arguments->started_at,
                   "When the recordings begin, for content schedules and ratings (default: "
                   "the\ntime in the container, else in the file's name, else the file's own time)")
      ->type_name("TIME");
  command
      ->add_option("--time-in-name", arguments->time_in_name,
                   "Format of the begin in names of recordings, as for strptime: %Y%m%d-%H%M%S")
      ->type_name("PATTERN");
  command->add_flag("--annotate", arguments->annotate,
                    "Also write annotated/NAME.mp4 with boxes, ids and expressions");
  command->add_flag("--blur", arguments->blur, "With --annotate: make faces unrecognisable");
  command->add_flag("--json", context.json, "Print summary.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer("Example: mien run aisle.mp4 entrance.mkv -o out --annotate --blur");
  command->callback(
      [arguments, &context] { run_in_job(context, [&] { run(*arguments, context); }); });
}
