#include "bench/density.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

namespace mien::bench {

using nlohmann::json;

namespace {

constexpr double kHolds = 0.97;       // of the target, in every window
constexpr double kBusy = 0.85;        // of the cores: from here on CPU is what lacks
constexpr double kMostMemory = 0.85;  // of the machine's
constexpr double kSettle = 2;         // seconds before cameras are judged

const DensityStep* step_of(const std::vector<DensityStep>& steps, int cameras) {
  const auto found = std::ranges::find(steps, cameras, &DensityStep::cameras);
  return found == steps.end() ? nullptr : &*found;
}

Job job_for(const DensityOptions& options, int cameras) {
  Job job = make_job({}, "cnn-per-core-tracked");
  job.detector = options.detector;
  for (int i = 0; i < cameras; ++i)
    job.inputs.push_back("loop:" +
                         options.inputs[static_cast<std::size_t>(i) % options.inputs.size()]);
  job.precision = options.precision;
  job.width = options.width;
  job.workers = cameras;  // a live input keeps its worker
  job.detect_fps = job.replay_fps =
      options.target_fps;  // what such a camera would send, and no more
  job.seconds = options.step_seconds + kSettle;
  job.tuning = options.tuning;
  job.demand = options.demand;
  return job;
}

DensityStep judge(const DensityOptions& options, int cameras, const Measurement& run) {
  DensityStep step{.cameras = cameras};
  const json live = run.raw.value("live", json::object());
  step.min_fps = live.value("min_fps", 0.0);
  step.p99_ms = live.value("p99_ms", 0.0);
  const auto inferred = run.raw.value("inferred", 0.0);
  if (run.wall_seconds > 0) step.cpu_share = run.cpu_seconds / (run.wall_seconds * options.cores);
  if (inferred > 0) step.cpu_ms_per_frame = run.cpu_seconds * 1e3 / inferred;
  step.decode_ms = run.stage_ms("decode");
  step.infer_ms = run.stage_ms("scale") + run.stage_ms("infer");
  const json others = run.raw.value("others_busy", json());
  if (others.is_number()) step.others_busy = others.get<double>();
  step.rss_bytes = run.raw.value("peak_rss_bytes", std::int64_t{0});
  step.pass = live.value("windows", 0) > 0 && step.min_fps >= kHolds * options.target_fps &&
              step.p99_ms <= options.max_p99_ms;
  return step;
}

json step_json(const DensityStep& step) {
  json object = {{"cameras", step.cameras},
                 {"min_fps", step.min_fps},
                 {"p99_ms", step.p99_ms},
                 {"cpu_share", step.cpu_share},
                 {"cpu_ms_per_frame", step.cpu_ms_per_frame},
                 {"decode_ms", step.decode_ms},
                 {"infer_ms", step.infer_ms},
                 {"rss_bytes", step.rss_bytes},
                 {"others_busy", step.others_busy},
                 {"pass", step.pass}};
  if (!step.error.empty()) object["error"] = step.error;
  return object;
}

}  // namespace

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
  if (!failed) return fmt::format("not found up to {} cameras", cameras);
  const bool full =
      options.memory_bytes > 0 && static_cast<double>(failed->rss_bytes) >
                                      kMostMemory * static_cast<double>(options.memory_bytes);
  if (full) return "memory";
  if (!failed->error.empty()) return failed->error;
  if (failed->cpu_share >= kBusy)
    return failed->decode_ms > failed->infer_ms ? "decode" : "inference";
  const double idle = 1 - failed->cpu_share - failed->others_busy / options.cores;
  if (failed->others_busy > 0.1 * options.cores && idle < 1 - kBusy) return "other programs";
  return "latency";
}

json density(const DensityOptions& options, const StudyTools& tools) {
  std::vector<DensityStep> steps;
  bool interrupted = false;
  int cameras = 0;
  const auto try_out = [&](int count) {
    tools.say(fmt::format("{} camera{}", count, count == 1 ? "" : "s"), 0);
    Series once{.job = job_for(options, count)};
    measure_once(once, tools);
    if (once.failed() && once.is_input) throw Error(ErrorKind::input, "density", once.error);
    if (once.failed()) return DensityStep{.cameras = count, .error = once.error};
    return judge(options, count, once.runs.front());
  };
  try {
    cameras = find_density(options.most_cameras, try_out, steps);
  } catch (const Interrupted&) {
    interrupted = true;
    for (const DensityStep& step : steps)
      if (step.pass) cameras = std::max(cameras, step.cameras);
  }
  json list = json::array();
  for (const DensityStep& step : steps) list.push_back(step_json(step));
  const DensityStep* best = step_of(steps, cameras);
  return {{"cameras", cameras},
          {"target_fps", options.target_fps},
          {"max_p99_ms", options.max_p99_ms},
          {"p99_ms", best ? json(best->p99_ms) : json()},
          {"min_fps", best ? json(best->min_fps) : json()},
          {"cameras_per_core", static_cast<double>(cameras) / options.cores},
          {"cpu_ms_per_frame", best ? json(best->cpu_ms_per_frame) : json()},
          {"cpu_share_per_camera", best ? json(best->cpu_share * options.cores / cameras) : json()},
          {"limit", interrupted ? "interrupted" : density_limit(steps, cameras, options)},
          {"steps", std::move(list)},
          {"detector", options.detector},
          {"width", options.width},
          {"demand", options.demand},
          {"inputs", options.inputs},
          {"machine", machine_json()},
          {"version", kVersion},
          {"interrupted", interrupted}};
}

}  // namespace mien::bench
