#include "density/step.h"

#include <algorithm>
#include <cmath>

#include "mien/error.h"

#include "config/limits.h"

namespace mien::density {

using nlohmann::json;

namespace {

constexpr double kSettle = 2;  ///< seconds before cameras are judged
/// Live cameras begin within two seconds; those that see nobody rest after ten (LiveConfig), and a
/// keyframe later.
constexpr double kLiveSettle = 4, kIdleSettle = 15;

void set_way(const DensityOptions& options, const std::vector<bool>& idle, bench::Job& job) {
  if (options.recordings) {
    job.workers = static_cast<int>(idle.size());  // an input that never ends keeps its worker
    job.detect_fps = options.target_fps;          // what such a camera would send, and no more
    job.seconds = options.step_seconds + kSettle;
    return;
  }
  job.live = true;
  job.detect_fps = options.detect_fps;
  job.seconds = options.step_seconds;
  job.max_latency_ms = std::max(options.max_p99_ms, config::limits::kMaxLatencyMs.low);
  job.settle = std::ranges::find(idle, true) == idle.end() ? kLiveSettle : kIdleSettle;
  if (options.substream.empty()) return;
  for (const bool one : idle)
    job.substreams.push_back("loop:" + (one ? options.idle_substream : options.substream));
}

std::vector<CameraLoad> loads_of(const bench::Measurement& run) {
  std::vector<CameraLoad> loads;
  const json costs = run.raw.value("costs", json::array());
  CameraLoad all;
  for (const json& cost : costs) {
    loads.push_back({.decode = cost.at("decode"),
                     .search = cost.at("search"),
                     .read = cost.at("read"),
                     .rest = cost.at("rest")});
    all.rest += loads.back().total();
  }
  if (loads.empty() || !(run.wall_seconds > 0)) return loads;
  // What the process spent beside its cameras' threads is theirs too.
  const double beside = run.cpu_seconds / run.wall_seconds * 1e3 - all.rest;
  for (CameraLoad& load : loads)
    load.rest += std::max(0.0, beside) / static_cast<double>(loads.size());
  return loads;
}

// What no number of cameras changes is the user's to put right. Behind the first step a model that
// cannot be loaded, say for want of memory, is a limit.
bool is_for_user(ErrorKind kind, int cameras) {
  if (kind == ErrorKind::input) return true;
  return cameras == 1 && (kind == ErrorKind::usage || kind == ErrorKind::model);
}

}  // namespace

std::string broken_rule(const DensityOptions& options, const DensityStep& step) {
  if (step.p99_ms > options.max_p99_ms) return "latency";
  if (step.min_fps < kHolds * options.target_fps) return "frames";
  if (!step.min_search_fps) return "";
  const bool all = !(options.detect_fps > 0) || options.detect_fps > options.target_fps;
  const double asked = all ? options.target_fps : options.detect_fps;
  return *step.min_search_fps < kSearchesHold * asked ? "searches" : "";
}

bool is_idle(int number, double idle) {
  constexpr double kRounding = 1e-9;  // 0.7 · 10 is 7
  const auto until = [&](int cameras) { return std::floor(cameras * idle + kRounding); };
  return until(number + 1) > until(number);
}

std::vector<bool> idle_cameras(const DensityOptions& options, int cameras) {
  std::vector<bool> idle;
  for (int i = 0; i < cameras; ++i) idle.push_back(is_idle(i, options.idle));
  return idle;
}

bench::Job job_for(const DensityOptions& options, const std::vector<bool>& idle) {
  bench::Job job = bench::make_job({}, "cnn-per-core-tracked");
  job.detector = options.detector;
  std::size_t busy = 0;
  for (const bool one : idle)
    job.inputs.push_back(
        "loop:" + (one ? options.idle_input : options.inputs[busy++ % options.inputs.size()]));
  job.precision = options.precision;
  job.width = options.width;
  job.replay_fps = options.target_fps;
  job.tuning = options.tuning;
  job.demand = options.demanded();
  set_way(options, idle, job);
  return job;
}

DensityStep judge(const DensityOptions& options, int cameras, const bench::Measurement& run) {
  DensityStep step{.cameras = cameras};
  const json live = run.raw.value("live", json::object());
  step.min_fps = live.value("min_fps", 0.0);
  step.p99_ms = live.value("p99_ms", 0.0);
  const auto number = [&](const char* key) -> std::optional<double> {
    const auto found = live.find(key);
    if (found == live.end() || !found->is_number()) return {};
    return found->get<double>();
  };
  step.min_search_fps = number("min_search_fps");
  if (const auto asleep = number("asleep")) step.asleep = static_cast<int>(*asleep);
  const auto frames =
      options.recordings ? run.raw.value("inferred", 0.0) : static_cast<double>(run.frames);
  if (run.wall_seconds > 0) step.cpu_share = run.cpu_seconds / (run.wall_seconds * options.cores);
  if (frames > 0) step.cpu_ms_per_frame = run.cpu_seconds * 1e3 / frames;
  step.decode_ms = run.stage_ms("decode");
  step.infer_ms = run.stage_ms("scale") + run.stage_ms("infer") + run.stage_ms("crop") +
                  run.stage_ms("classify");
  const json others = run.raw.value("others_busy", json());
  if (others.is_number()) step.others_busy = others.get<double>();
  step.rss_bytes = run.raw.value("peak_rss_bytes", std::int64_t{0});
  step.loads = loads_of(run);
  step.pass = live.value("windows", 0) > 0 && broken_rule(options, step).empty();
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
  if (step.min_search_fps) object["min_search_fps"] = *step.min_search_fps;
  if (step.asleep) object["asleep"] = *step.asleep;
  if (!step.error.empty()) object["error"] = step.error;
  return object;
}

DensityStep try_cameras(const DensityOptions& options, const std::vector<bool>& idle,
                        const bench::StudyTools& tools) {
  const auto cameras = static_cast<int>(idle.size());
  bench::Series once{.job = job_for(options, idle)};
  bench::measure_once(once, tools);
  if (once.failed() && is_for_user(once.kind, cameras))
    throw Error(once.kind, "density", once.error);
  if (once.failed()) return DensityStep{.cameras = cameras, .error = once.error};
  return judge(options, cameras, once.runs.front());
}

}  // namespace mien::density
