#include "density/live_measure.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/clock.h"
#include "bench/io_bytes.h"
#include "config/config_tuning.h"
#include "density/live_ear.h"
#include "infer/engine.h"
#include "live/live.h"
#include "sink/summary.h"

namespace mien::density {

using nlohmann::json;

namespace {

constexpr double kPatienceMs = 60'000;  ///< until every camera has shown something

RunConfig live_config(const bench::Job& job) {
  RunConfig config;
  for (std::size_t i = 0; i < job.inputs.size(); ++i) {
    CameraConfig camera{.name = fmt::format("{}", i), .input = job.inputs[i]};
    if (!job.substreams.empty()) camera.detect_input = job.substreams.at(i);
    camera.replay_fps = job.replay_fps;
    config.cameras.push_back(std::move(camera));
  }
  config.detector = job.detector;
  config.precision = infer::read_precision(job.precision);
  config.width = job.width;
  config.detect_fps = job.detect_fps;
  config.workers = job.workers;
  config.tuning = job.tuning;
  config.demand = config::demand_of(job.demand);
  config.live.max_latency_ms = job.max_latency_ms;
  return config;
}

/// Everything that grows, at one moment.
struct LiveMoment {
  double ms = 0, cpu_ms = 0;
  std::optional<double> busy;
  std::vector<CameraStatus> cameras;
};

LiveMoment moment_of(const live::LiveRuntime& live) {
  return {steady_ms(), process_cpu_ms(), bench::machine_busy_seconds(), live.cameras()};
}

/// A thread of the runtime that ended by an exception.
class Broken {
 public:
  void tell(const std::string& words) {
    std::lock_guard lock(mutex_);
    words_ = words;
  }
  void check() {
    std::lock_guard lock(mutex_);
    if (!words_.empty()) throw Error(ErrorKind::internal, "live cameras", words_);
  }

 private:
  std::mutex mutex_;
  std::string words_;
};

void wait(double ms, const std::atomic<bool>* stop, Broken& broken) {
  const double end = steady_ms() + ms;
  for (double left = ms; left > 0 && !(stop && *stop); left = end - steady_ms()) {
    broken.check();
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(std::min(left, 20.0)));
  }
}

/// False where some camera has shown nothing for a long time.
bool all_came(const live::LiveRuntime& live, const std::atomic<bool>* stop, Broken& broken) {
  for (const double end = steady_ms() + kPatienceMs; steady_ms() < end && !(stop && *stop);) {
    wait(50, stop, broken);
    const auto cameras = live.cameras();
    for (const CameraStatus& camera : cameras)
      if (camera.state == CameraState::failed)
        throw Error(ErrorKind::input, "camera " + camera.name, camera.error);
    if (std::ranges::all_of(cameras, [](const auto& c) { return c.frames_inferred > 0; }))
      return true;
  }
  return false;
}

json costs_json(const std::vector<StageTimes>& costs) {
  json list = json::array();
  for (const StageTimes& ms : costs)
    list.push_back({{"decode", ms.decode},
                    {"search", ms.scale + ms.infer},
                    {"read", ms.crop + ms.classify},
                    {"rest", ms.track + ms.write}});
  return list;
}

struct Totals {
  std::int64_t frames = 0, inferred = 0, faces = 0, drops = 0;
  double min_fps = 1e9, min_search_fps = 1e9;
  int asleep = 0;
  bool all_sent = true;
};

Totals totals_of(const LiveMoment& before, const LiveMoment& after) {
  Totals totals;
  const double seconds = (after.ms - before.ms) / 1e3;
  for (std::size_t i = 0; i < after.cameras.size(); ++i) {
    const CameraStatus &from = before.cameras[i], &to = after.cameras[i];
    const auto frames = to.frames_read - from.frames_read;
    const auto inferred = to.frames_inferred - from.frames_inferred;
    const bool rests = from.asleep || to.asleep;
    totals.frames += frames;
    totals.inferred += inferred;
    totals.faces += to.faces - from.faces;
    totals.drops += to.drops - from.drops;
    totals.asleep += rests;
    totals.all_sent &= frames > 0;
    totals.min_fps = std::min(totals.min_fps, static_cast<double>(frames) / seconds);
    if (!rests)
      totals.min_search_fps =
          std::min(totals.min_search_fps, static_cast<double>(inferred) / seconds);
  }
  return totals;
}

/// CPU ms per frame that the cameras sent.
json stages_of(const std::vector<StageTimes>& costs, double fps) {
  StageTimes sum;
  for (const StageTimes& ms : costs) sum += ms;
  sum *= fps > 0 ? 1 / fps : 0;
  return sink::stages_json(sum);
}

json result_of(const LiveMoment& before, const LiveMoment& after, bool came, const LiveEar& ear,
               const RunInfo& info) {
  const double seconds = (after.ms - before.ms) / 1e3;
  const Totals totals = totals_of(before, after);
  const double fps = static_cast<double>(totals.frames) / seconds;
  const std::vector<StageTimes> costs = ear.costs();
  const double cpu = (after.cpu_ms - before.cpu_ms) / 1e3;
  json others;
  if (const auto cpus = bench::others_busy(before.busy, after.busy, cpu, seconds)) others = *cpus;
  json searches;
  if (totals.min_search_fps < 1e9) searches = totals.min_search_fps;
  return {{"frames", totals.frames},
          {"inferred", totals.inferred},
          {"faces", totals.faces},
          {"drops", totals.drops},
          {"wall_seconds", seconds},
          {"cpu_seconds", cpu},
          {"fps", fps},
          {"stages_ms", stages_of(costs, fps)},
          {"costs", costs_json(costs)},
          {"workers", info.workers},
          {"detector", info.detector.name},
          {"precision", info.detector.precision},
          {"build", info.detector.build},
          {"width", info.detector.width},
          {"peak_rss_bytes", bench::peak_rss()},
          {"others_busy", std::move(others)},
          {"errors", json::array()},
          {"live",
           {{"min_fps", totals.min_fps},
            {"min_search_fps", std::move(searches)},
            {"p99_ms", ear.p99_ms()},
            {"asleep", totals.asleep},
            {"windows", came && totals.all_sent ? 1 : 0}}}};
}

}  // namespace

json measure_live(const bench::Job& job, const ModelStorePaths& models,
                  const std::atomic<bool>* stop) {
  const RunConfig config = live_config(job);
  std::vector<std::string> names;
  for (const CameraConfig& camera : config.cameras) names.push_back(camera.name);
  LiveEar ear(names);
  Broken broken;
  live::LiveHooks hooks;
  hooks.broke = [&](const std::string& thread, const std::exception_ptr& why) {
    broken.tell(thread + ": " + words_of(why));
  };
  hooks.cost = [&](const std::string& camera, const StageTimes& ms) { ear.cost(camera, ms); };
  live::LiveRuntime live(config, models, {&ear}, hooks);
  live.start();
  const bool came = all_came(live, stop, broken);
  wait(job.settle * 1e3, stop, broken);
  const LiveMoment before = moment_of(live);
  ear.begin();
  wait(job.seconds * 1e3, stop, broken);
  const LiveMoment after = moment_of(live);
  ear.end();
  live.stop();
  return result_of(before, after, came, ear, live.info());
}

}  // namespace mien::density
