#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/claims.h"
#include "bench/network_points.h"
#include "bench/overhead.h"
#include "commands.h"
#include "limit_option.h"
#include "machine/machine.h"
#include "outputs.h"
#include "profile/roofline.h"
#include "profile/symbols.h"
#include "recordings/approaches/approaches.h"
#include "study.h"
#include "video/video.h"

namespace {

using mien::bench::Job;
using mien::bench::Measurement;
using nlohmann::json;

constexpr int kOverheadPairs = 5;

struct ProfileArguments {
  std::vector<std::string> inputs;
  std::string approach = "cnn-per-core", before = "baseline", detector, precision = "auto", build,
              out;
  int width = 640, workers = 0;
  double detect_fps = 5, seconds = 8;
  bool limits = true, overhead = true;
};

Job profile_job(const ProfileArguments& arguments, const AppContext& context, const Study& study,
                const std::string& approach) {
  Job job = mien::bench::make_job(study.inputs(), approach);
  mien::RunConfig asked;
  asked.approach = approach;
  const auto& kind = mien::recordings::approach_for(asked);  // refuses unknown names
  const bool hog = kind.family == mien::chain::Family::hog;
  const bool own = approach == arguments.approach;
  job.detector = own && !arguments.detector.empty() ? arguments.detector
                 : hog                              ? "hog"
                                                    : chosen_detector("", context);
  if (own) job.build = arguments.build;
  job.precision = arguments.precision;
  job.width = arguments.width;
  job.workers = arguments.workers;
  mien::bench::choose_frames(job, arguments.detect_fps);
  job.passes = 1000;
  job.seconds = arguments.seconds;
  return job;
}

// Alone first, so that what the others cost it is known.
json take_snapshot(Job job, const Study& study, const std::string& out) {
  mien::bench::Series alone{.job = job};
  alone.job.workers = 1;
  alone.job.seconds /= 2;
  study.tools().say(job.approach + ", one worker alone", 0.2);
  mien::bench::measure_once(alone, study.tools());
  job.profile = true;
  if (!alone.failed()) job.ms_alone = alone.runs.front().cpu_ms_per_frame();
  if (!out.empty()) job.profile_dir = out;
  study.tools().say(job.approach + ", snapshot", 0.5);
  const Measurement run = study.tools().measure(job);
  json snapshot = run.raw.value("snapshot", json());
  if (!snapshot.is_object())
    throw mien::Error(mien::ErrorKind::internal, job.approach, "returned no snapshot");
  snapshot["detector"] = run.detector;
  snapshot["precision"] = run.precision;
  snapshot["build"] = run.build;
  snapshot["workers"] = run.workers;
  snapshot["fps"] = run.fps;
  snapshot["cpu_ms_per_frame"] = run.cpu_ms_per_frame();
  snapshot["stages_ms"] = run.raw.value("stages_ms", json());
  return snapshot;
}

void print_snapshot(const json& snapshot) {
  fmt::print("{} ({}, {} worker{}): {:.1f} fps\n", snapshot["approach"].get<std::string>(),
             snapshot["detector"].get<std::string>(), snapshot["workers"].get<int>(),
             snapshot["workers"] == 1 ? "" : "s", snapshot["fps"].get<double>());
  for (const json& line : snapshot["lines"]) fmt::print("  {}\n", line.get<std::string>());
  const json measured = snapshot["overhead"].value("measured", json());
  if (measured.is_object())
    fmt::print(
        "  cost of the snapshot (runs with and without it compared): {:+.2f} % ({:+.2f} to "
        "{:+.2f})\n",
        100 * measured["value"].get<double>(), 100 * measured["interval"][0].get<double>(),
        100 * measured["interval"][1].get<double>());
  fmt::print("\n");
}

json roofline(const ProfileArguments& arguments, const AppContext& context, const Study& study) {
  mien::bench::NetworkOptions options;
  options.detectors = cnn_detectors(context);
  options.width = arguments.width;
  const auto info = mien::video::open_source(study.inputs().front())->info();
  options.frame_width = info.width;
  options.frame_height = info.height;
  const auto limits = mien::profile::measure_limits(mien::machine::usable_cores());
  return mien::profile::roofline_json(limits, mien::bench::network_points(options, context.models));
}

void print_roofline(const json& roofline) {
  fmt::print("networks, one thread, against the peak of a core\n");
  for (const json& point : roofline["networks"]) {
    fmt::print("  {:<12} {:<5} {:6.1f} GFLOP/s  {:>4.0f} % of the roof ({}-bound)\n",
               point["name"].get<std::string>(), point["precision"].get<std::string>(),
               point["gflops"].get<double>(),
               point["share_of_roof"].is_null() ? 0 : 100 * point["share_of_roof"].get<double>(),
               point["limit"].is_null() ? "un" : point["limit"].get<std::string>());
    if (point.contains("note")) fmt::print("    {}\n", point["note"].get<std::string>());
  }
  fmt::print("\n");
}

// Generated code has no functions' names: its layers have.
void print_layers(const json& roofline, const json& snapshot) {
  for (const json& point : roofline["networks"]) {
    if (point["name"] != snapshot["detector"] || point["precision"] != snapshot["precision"])
      continue;
    const auto network = point["name"].get<std::string>();
    fmt::print("where {} spends its time, by layer\n", network);
    for (const json& layer : point["layers"])
      fmt::print("  {:5.1f} %  {}, {}  ({}, {})\n", 100 * layer["share"].get<double>(),
                 mien::profile::short_symbol(layer["name"].get<std::string>()), network,
                 layer["type"].get<std::string>(), layer["kernel"].get<std::string>());
    fmt::print("\n");
  }
}

json in_study(const ProfileArguments& arguments, const AppContext& context, const Study& study) {
  const auto snapshot = [&](const std::string& approach) {
    return take_snapshot(profile_job(arguments, context, study, approach), study, arguments.out);
  };
  json before, result;
  try {
    if (!arguments.before.empty() && arguments.before != "none" &&
        arguments.before != arguments.approach)
      before = snapshot(arguments.before);
    result = snapshot(arguments.approach);
    if (arguments.overhead)
      result["overhead"]["measured"] =
          mien::bench::measured_overhead(profile_job(arguments, context, study, arguments.approach),
                                         kOverheadPairs, arguments.seconds / 2, study.tools());
  } catch (const mien::bench::Interrupted&) {  // a snapshot is whole or not at all
    if (result.is_null()) result = std::exchange(before, json());
    if (result.is_null()) throw;
    result["interrupted"] = true;
  }
  const json after = result;
  if (!before.is_null()) {
    result["before"] = std::move(before);
    result["after"] = after;
  }
  if (arguments.limits && !result.contains("interrupted")) {
    study.tools().say("the peaks of this machine", 0.9);
    result["roofline"] = roofline(arguments, context, study);
  }
  result["machine"] = mien::bench::machine_json();
  return result;
}

void profile(const ProfileArguments& arguments, AppContext& context) {
  check_precision("--precision", arguments.precision);
  const auto claim = mien::claim_folder(arguments.out, arguments.inputs,
                                        {"profile.json", "flame-" + arguments.approach + ".svg",
                                         "flame-" + arguments.before + ".svg"});
  Study study(context, arguments.inputs, arguments.out);
  json result;
  try {
    result = in_study(arguments, context, study);
  } catch (const mien::bench::Interrupted&) {
    study.clear();
    fmt::print(stderr, "mien: interrupted before a snapshot was complete; nothing was written\n");
    context.exit_code = 130;
    return;
  }
  study.clear();
  study.write("profile.json", result.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  if (context.json) {
    fmt::print("{}\n", result.dump(-1, ' ', false, json::error_handler_t::replace));
  } else if (!context.quiet) {
    if (result.contains("before")) print_snapshot(result["before"]);
    print_snapshot(result);
    if (result.contains("roofline")) {
      print_layers(result["roofline"], result);
      print_roofline(result["roofline"]);
    }
    if (!arguments.out.empty()) fmt::print("{0}/profile.json, {0}/flame-*.svg\n", arguments.out);
  }
  context.exit_code = study.exit_code(result.contains("interrupted"), false);
}

}  // namespace

void add_profile_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<ProfileArguments>();
  auto* command = app.add_subcommand(
      "profile",
      "Takes a performance snapshot: cores, vectorisation, memory; faces only, no expressions");
  command->add_option("INPUT", arguments->inputs, "Files, folders of images")->required();
  command->add_option("--approach", arguments->approach, "Approach to profile")
      ->capture_default_str();
  command
      ->add_option("--before", arguments->before,
                   "Approach to compare it with; none: no comparison")
      ->capture_default_str();
  command->add_option("--detector", arguments->detector, "Default: the detector of the approach");
  command->add_option("--precision", arguments->precision, "f32, bf16 or auto")
      ->capture_default_str();
  command->add_option("--build", arguments->build,
                      "dlib build: generic, sse2, avx, avx2, avx512, auto");
  command->add_option("--width", arguments->width, "Network or image input, longest side in pixels")
      ->check(within(mien::config::limits::kWidth))
      ->capture_default_str();
  command->add_option("--workers", arguments->workers, "Workers (0: one per core)")
      ->check(within(mien::config::limits::kWorkers))
      ->capture_default_str();
  command
      ->add_option("--detect-fps", arguments->detect_fps,
                   "Searches for faces per second of tracked approaches")
      ->check(CLI::Range(0.1, 1000.0))
      ->capture_default_str();
  command->add_option("--seconds", arguments->seconds, "Seconds of a snapshot")
      ->check(CLI::Range(0.5, 3600.0))
      ->capture_default_str();
  command->add_flag("!--no-limits", arguments->limits,
                    "Do not measure the machine's bandwidth and peaks");
  command->add_flag("!--no-overhead", arguments->overhead,
                    "Do not measure the sampler's own cost (saves a run)");
  command->add_option("-o,--out", arguments->out, "Folder for profile.json and flame graphs");
  command->add_flag("--json", context.json, "Print profile.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer("Example: mien profile aisle.mp4 --approach cnn-per-core -o snapshot");
  command->callback([arguments, &context] { profile(*arguments, context); });
}
