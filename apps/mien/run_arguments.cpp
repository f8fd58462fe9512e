#include "run_arguments.h"

#include <fmt/format.h>

#include "mien/input.h"

#include "config/config_tuning.h"
#include "config/unused_keys.h"
#include "config_file.h"
#include "demand_option.h"
#include "infer/engine.h"
#include "job.h"
#include "limit_option.h"
#include "profile_start.h"
#include "recordings/approaches/approaches.h"
#include "store_clock.h"

namespace {

void add_model_options(CLI::App& command, RunArguments& arguments) {
  command.add_option("--detector", arguments.detector,
                     "auto (default: yunet-n where it is available, else retinaface), "
                     "retinaface,\ncenterface, yunet-n, hog, mmod");
  command.add_option("--emotion", arguments.emotion,
                     "Expression model: mien (default), fer, one of your own, or none: faces only");
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
                  "Searches for faces per second of video (default 5; 0: every frame)")
      ->check(within(mien::config::limits::kDetectFps));
  command
      .add_option("--min-confidence", arguments.min_confidence,
                  "Lowest detection confidence to keep, 0..1 (default: the detector's own)")
      ->check(within(mien::config::limits::kMinConfidence));
  command
      .add_option("--upsample", arguments.upsample,
                  "hog, mmod: number of times to upsample the picture by 2")
      ->check(within(mien::config::limits::kUpsample));
}

void add_work_options(CLI::App& command, RunArguments& arguments) {
  command.add_option("--workers", arguments.workers, "Worker threads (default 0: one per core)")
      ->check(within(mien::config::limits::kWorkers));
  command.add_option("--approach", arguments.approach,
                     "How the work is parallelised: auto, cnn-per-core, processes, threads, mpi, "
                     "… (`mien bench` lists and measures them)");
  add_demand_option(command, arguments.demand);
  command.add_option(
      "--profile", arguments.profile,
      "Settings that `mien tune` saved (best.yaml); not the\nsnapshot of `mien profile`");
  command.add_flag("--force", arguments.force,
                   "Accept a profile that was tuned on another machine, and adapt it");
}

}  // namespace

// An input's name is what the user wrote, without a password; the second of the same is "NAME (2)".
mien::RunConfig configured_run(const RunArguments& arguments, const mien::ModelStorePaths& models,
                               const mien::recorded::Teller& tell) {
  mien::RunConfig config;
  if (!arguments.config.empty()) config = read_config_file(arguments.config, &models);
  for (const std::string& words : mien::config::unused_keys(config, "run"))
    if (!follows()) fmt::print(stderr, "mien: {}: {}\n", arguments.config, words);
  if (!arguments.profile.empty())
    take_profile(mien::config::load_profile(arguments.profile), arguments.force, config);
  for (const std::string& input : arguments.inputs)
    config.cameras.push_back(mien::camera_of(input, config.cameras));
  if (!arguments.detector.empty()) config.detector = arguments.detector;
  if (!arguments.emotion.empty()) config.emotion = arguments.emotion;
  if (!arguments.expressions.empty())
    config.expressions = *mien::expressions_named(arguments.expressions);
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
  if (!arguments.demand.empty()) config.demand = mien::config::demand_of(arguments.demand);
  for (const std::string& words : mien::recordings::keys_of_others(config))
    if (!follows()) fmt::print(stderr, "mien: {}: {}\n", arguments.config, words);
  mien::recorded::take_recordings(config, store_clock(config.audience.time_zone), tell);
  return config;
}

void add_run_options(CLI::App& command, RunArguments& arguments) {
  command.add_option(
      "INPUT", arguments.inputs,
      "Video files, folders of images, loop:clip.mp4, URLs; or the recordings of one\n"
      "camera, as a folder or a quoted pattern ('week/*.mp4')");
  command.add_option("-c,--config", arguments.config, "Cameras and settings (YAML)");
  command.add_option("-o,--out", arguments.out,
                     "Folder for events.jsonl, tracks.csv, summary.json, mien.db, report.html");
  add_model_options(command, arguments);
  add_work_options(command, arguments);
  command
      .add_option("--started-at", arguments.started_at,
                  "When the recordings begin, for content schedules and ratings (default: "
                  "the\ntime in the container, else in the file's name, else the file's own time)")
      ->type_name("TIME");
  command
      .add_option("--time-in-name", arguments.time_in_name,
                  "strptime format of the start time in file names, such as %Y%m%d-%H%M%S")
      ->type_name("PATTERN");
  command.add_flag("--annotate", arguments.annotate,
                   "Also write annotated/NAME.mp4 with boxes, ids and expressions");
  command.add_flag("--blur", arguments.blur, "With --annotate: make faces unrecognisable");
}
