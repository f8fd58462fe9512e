#include "density/density.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/text.h"
#include "base/url.h"
#include "density/prediction.h"
#include "density/step.h"
#include "video/video.h"

namespace mien::density {

using nlohmann::json;

namespace {

constexpr double kMostMemory = 0.85;  // of what may be used

const DensityStep* step_of(const std::vector<DensityStep>& steps, int cameras) {
  const auto found = std::ranges::find(steps, cameras, &DensityStep::cameras);
  return found == steps.end() ? nullptr : &*found;
}

json or_null(const DensityStep* step, double DensityStep::*member) {
  return step ? json(step->*member) : json();
}

/// What was measured, and how.
json head_of(const DensityOptions& options) {
  const bool live = !options.recordings;
  return {{"way", live ? "live" : "recordings"},
          {"target_fps", options.target_fps},
          {"max_p99_ms", options.max_p99_ms},
          {"detect_fps", live ? options.detect_fps : options.target_fps},
          {"substream", options.substream.empty() ? json() : json(options.substream)},
          {"idle", options.idle},
          {"cores", options.cores},
          {"detector", options.detector},
          {"width", options.width},
          {"demand", options.demanded()},
          {"step_seconds", options.step_seconds},
          {"inputs", options.inputs},
          {"version", kVersion}};
}

}  // namespace

void check_options(const DensityOptions& options) {
  const std::string& substream = options.substream;
  if (substream.empty()) return;
  if (input_kind(substream) != InputKind::path)
    throw Error(ErrorKind::usage, "--substream", "is not a file", "give a clip");
  if (options.inputs.size() > 1)
    throw Error(
        ErrorKind::usage, "--substream",
        fmt::format("is the substream of one clip, but {} were given", options.inputs.size()),
        "name one INPUT");
  // Both streams are shown at the target rate: at other rates of their own they would drift apart.
  const double main = video::open_source(options.inputs.front())->info().fps;
  const double sub = video::open_source(substream)->info().fps;
  constexpr double kAlike = 0.01;
  if (main > 0 && sub > 0 && std::abs(main / sub - 1) > kAlike)
    throw Error(ErrorKind::usage, "--substream",
                fmt::format("has {:g} frames a second, the INPUT {:g}", sub, main),
                "make both streams at one rate");
}

int find_density(int most, const std::function<DensityStep(int)>& try_out,
                 std::vector<DensityStep>& steps) {
  int holds = 0, fails = most + 1;
  for (int cameras = 1; cameras < fails;) {
    steps.push_back(try_out(cameras));
    if (steps.back().pass) {
      holds = cameras;
      if (cameras == most) return holds;
      cameras = std::min(2 * cameras, most);
    } else {
      fails = cameras;
    }
  }
  while (fails - holds > 1) {
    const int middle = holds + (fails - holds) / 2;
    steps.push_back(try_out(middle));
    (steps.back().pass ? holds : fails) = middle;
  }
  return holds;
}

std::string density_limit(const std::vector<DensityStep>& steps, int cameras,
                          const DensityOptions& options) {
  const DensityStep* failed = step_of(steps, cameras + 1);
  if (!failed) return fmt::format("not found up to {}", counted(cameras, "camera"));
  const bool full =
      options.memory_bytes > 0 && static_cast<double>(failed->rss_bytes) >
                                      kMostMemory * static_cast<double>(options.memory_bytes);
  if (full) return "memory";
  if (!failed->error.empty()) return failed->error;
  if (failed->cpu_share >= kBusy)
    return failed->decode_ms > failed->infer_ms ? "decode" : "inference";
  const double idle = 1 - failed->cpu_share - failed->others_busy / options.cores;
  if (failed->others_busy > 0.1 * options.cores && idle < 1 - kBusy) return "other programs";
  const std::string rule = broken_rule(options, *failed);
  return rule.empty() ? "frames" : rule;  // none came in time to be judged
}

json count_cameras(const DensityOptions& options, const bench::StudyTools& tools) {
  std::vector<DensityStep> steps;
  bool interrupted = false;
  int cameras = 0;
  json predicted;
  const auto try_out = [&](int count) {
    tools.say(counted(count, "camera"), 0);
    return try_cameras(options, idle_cameras(options, count), tools);
  };
  try {
    cameras = find_density(options.most_cameras, try_out, steps);
    const bool found = step_of(steps, cameras + 1) != nullptr;
    if (options.predict_cores > 0)
      predicted = predict(options, found ? step_of(steps, cameras) : nullptr, tools);
  } catch (const bench::Interrupted&) {
    interrupted = true;
    for (const DensityStep& step : steps)
      if (step.pass) cameras = std::max(cameras, step.cameras);
  }
  json list = json::array();
  for (const DensityStep& step : steps) list.push_back(step_json(step));
  const DensityStep* best = step_of(steps, cameras);
  json result = head_of(options);
  result["cameras"] = cameras;
  result["p99_ms"] = or_null(best, &DensityStep::p99_ms);
  result["min_fps"] = or_null(best, &DensityStep::min_fps);
  result["cameras_per_core"] = static_cast<double>(cameras) / options.cores;
  result["cpu_ms_per_frame"] = or_null(best, &DensityStep::cpu_ms_per_frame);
  result["cpu_share_per_camera"] = best ? json(best->cpu_share * options.cores / cameras) : json();
  result["limit"] = interrupted ? "interrupted" : density_limit(steps, cameras, options);
  result["steps"] = std::move(list);
  if (!predicted.is_null()) result["prediction"] = std::move(predicted);
  result["machine"] = bench::machine_json();
  result["interrupted"] = interrupted;
  return result;
}

}  // namespace mien::density
