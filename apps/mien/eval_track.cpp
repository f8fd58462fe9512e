#include "eval/track/eval_track.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"
#include "mien/input.h"
#include "mien/pipeline.h"

#include "base/claims.h"
#include "config_file.h"
#include "eval.h"
#include "eval/track/truth.h"
#include "infer/engine.h"
#include "interrupt.h"
#include "limit_option.h"
#include "outputs.h"
#include "progress.h"
#include "recorded/camera_recordings.h"
#include "recordings/recordings.h"
#include "store_clock.h"
#include "table.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

constexpr int kTrackInterrupted = 130, kUnreadExit = 3;
constexpr char kResult[] = "eval_track.json";

/// What the command line says; −1 or empty: not said.
struct Arguments {
  std::vector<std::string> inputs;
  mien::eval::EvalTrackOptions options;
  std::string config, detector, emotion, precision;
  double detect_fps = -1;
  int workers = -1;
  fs::path run, out;
};

std::string track_words(const json& value, const char* format) {
  return value.is_null() ? "-" : fmt::format(fmt::runtime(format), value.get<double>());
}

std::string track_percent(const json& share) {
  return share.is_null() ? "-" : fmt::format("{:.1f} %", share.get<double>() * 100);
}

std::vector<std::string> row_of(const std::string& name, const json& figures) {
  const json &people = figures["people"], &faces = figures["faces"];
  const auto truth = faces["truth"].get<double>();
  return {name,
          fmt::format("{} of {}", people["seen"].get<std::int64_t>(),
                      people["truth"].get<std::int64_t>()),
          track_words(figures["idf1"], "{:.3f}"),
          fmt::format("{}", figures["identity_switches"].get<std::int64_t>()),
          truth > 0 ? track_percent(faces["found"].get<double>() / truth) : "-",
          track_words(figures["dwell"]["median_error_s"], "{:.2f} s"),
          track_percent(figures["zone"]["error"]),
          track_percent(figures["content"]["error"]),
          track_percent(figures["expression"]["error"]),
          track_words(figures["expression"]["delay_s"], "{:.2f} s")};
}

void print_result(const json& result) {
  Rows rows;
  for (const json& input : result["inputs"])
    rows.push_back(row_of(input["input"].get<std::string>(), input));
  if (rows.size() > 1) rows.push_back(row_of("all together", result["total"]));
  print_table({"input", "people seen", "IDF1", "switches", "faces found", "dwell error",
               "zone error", "content error", "expression error", "its delay"},
              rows);
  fmt::print(
      "\nBoxes are compared at IoU {:g}, on every frame; gaps of at most {:g} s between two "
      "detections of a track are filled in.\n"
      "Dwell error and delay are medians; docs/tracks.md defines each figure.\n",
      result["least_iou"].get<double>(), result["fill_s"].get<double>());
}

void tell_words(const std::string& words) { fmt::print(stderr, "mien: {}\n", words); }

mien::RunConfig configure(const Arguments& arguments, const mien::ModelStorePaths& models,
                          bool quiet) {
  mien::RunConfig config;
  if (!arguments.config.empty()) config = read_config_file(arguments.config, &models);
  for (const std::string& input : arguments.inputs)
    config.cameras.push_back(mien::camera_of(input, config.cameras));
  if (!arguments.detector.empty()) config.detector = arguments.detector;
  if (!arguments.emotion.empty()) config.emotion = arguments.emotion;
  if (!arguments.precision.empty())
    config.precision = mien::infer::read_precision(arguments.precision);
  if (arguments.workers >= 0) config.workers = arguments.workers;
  if (arguments.detect_fps >= 0) {
    config.detect_fps = arguments.detect_fps;
    for (mien::CameraConfig& camera : config.cameras) camera.detect_fps = -1;
  }
  // All recordings of a camera, each an input of its own.
  mien::recorded::take_recordings(
      config, store_clock(config.audience.time_zone),
      quiet ? mien::recorded::Teller() : mien::recorded::Teller(tell_words));
  return config;
}

/// What a finished run said of all its inputs, in its own order.
json evaluate_folder(const Arguments& arguments) {
  if (!arguments.inputs.empty() || !arguments.config.empty())
    throw mien::Error(mien::ErrorKind::usage, "--run", "cannot be combined with inputs",
                      "give inputs to run, or the folder of a finished run");
  const auto seen = mien::eval::read_run_tracks(arguments.run);
  std::vector<std::string> inputs = mien::eval::read_run_inputs(arguments.run, seen);
  // A run that saw nobody, and left no summary, names no input.
  if (inputs.empty()) inputs.assign(arguments.options.truths.size(), arguments.run.string());
  return mien::eval::eval_track(arguments.options, inputs, seen);
}

void tell_troubles(const mien::Summary& summary, AppContext& context) {
  for (const mien::InputSummary& input : summary.inputs) {
    if (!input.error) continue;
    fmt::print(stderr, "mien: {}\n", *input.error);
    context.exit_code = kUnreadExit;
  }
  if (summary.interrupted || context.interrupted->load()) context.exit_code = kTrackInterrupted;
}

json evaluate_inputs(const Arguments& arguments, AppContext& context) {
  const mien::RunConfig config = configure(arguments, context.models, context.quiet);
  if (config.cameras.empty())
    throw mien::Error(mien::ErrorKind::usage, "eval track",
                      "has nothing to compare with the ground truth",
                      "give an INPUT, -c mien.yaml, or --run FOLDER of a finished run");
  for (const fs::path& truth : arguments.options.truths)
    (void)mien::eval::read_track_truth(truth);  // before the work
  std::vector<std::string> inputs;
  for (const mien::CameraConfig& camera : config.cameras) inputs.push_back(camera.name);
  mien::eval::check_truths(arguments.options, inputs);
  std::vector<std::unique_ptr<mien::Sink>> sinks;
  sinks.push_back(std::make_unique<mien::eval::TrackCollector>());
  const auto& collector = static_cast<const mien::eval::TrackCollector&>(*sinks.front());
  ProgressBars bars(config, isatty(STDERR_FILENO) && !context.quiet);
  catch_hang_up();
  const mien::Summary summary = mien::recordings::run(
      config, context.models, sinks,
      {.progress = [&](const mien::Progress& progress) { bars.show(progress); }},
      context.interrupted);
  bars.clear();
  tell_troubles(summary, context);
  return mien::eval::eval_track(arguments.options, inputs, collector.inputs());
}

void write_result(const json& result, const fs::path& folder) {
  write_whole(folder / kResult, result.dump(1) + '\n');
}

void evaluate(const Arguments& arguments, AppContext& context) {
  std::vector<std::string> read = arguments.inputs;
  for (const fs::path& truth : arguments.options.truths) read.push_back(truth.string());
  const auto claim = mien::claim_folder(arguments.out, read, {kResult});
  const json result =
      arguments.run.empty() ? evaluate_inputs(arguments, context) : evaluate_folder(arguments);
  if (!arguments.out.empty()) write_result(result, arguments.out);
  if (context.json)
    fmt::print("{}\n", result.dump());
  else if (!context.quiet)
    print_result(result);
}

}  // namespace

void add_eval_track_command(CLI::App& eval, AppContext& context) {
  auto* command = eval.add_subcommand(
      "track", "Compares people, identities, stays and expressions with ground truth");
  const auto arguments =
      std::make_shared<Arguments>();  // lives as long as the callback that reads it
  command->add_option("INPUT", arguments->inputs, "Recordings that the ground truth describes");
  command
      ->add_option(
          "--truth", arguments->options.truths,
          "truth.json of tools/make-store-footage, or MOT's gt.txt with seqinfo.ini beside it;\n"
          "one for each input, or a single one for all of them")
      ->required()
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("-c,--config", arguments->config,
                      "Cameras with their zones and contents (YAML)");
  command->add_option("--run", arguments->run,
                      "Instead of inputs: the folder of a finished run (mien run … -o FOLDER)");
  command->add_option("--detector", arguments->detector, "As for mien run");
  command->add_option("--emotion", arguments->emotion, "As for mien run");
  command->add_option("--precision", arguments->precision, "f32, bf16, int8 or auto (default)");
  command
      ->add_option("--detect-fps", arguments->detect_fps,
                   "Searches for faces per second of video (default 5; 0: every frame)")
      ->check(within(mien::config::limits::kDetectFps));
  command->add_option("--workers", arguments->workers, "Worker threads (default 0: one per core)")
      ->check(within(mien::config::limits::kWorkers));
  command
      ->add_option("--fill", arguments->options.fill_s,
                   "Longest gap in seconds between two detections of a track over which its boxes "
                   "are filled in")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 60.0));
  command->add_option("-o,--out,--output", arguments->out, "Folder for eval_track.json");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer("Example: mien eval track --truth store/truth.json store/main.mp4 -o accuracy");
  command->callback([arguments, &context] { evaluate(*arguments, context); });
}
