#include "bench/measure.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/clock.h"
#include "bench/faces.h"
#include "bench/io_bytes.h"
#include "bench/live_watch.h"
#include "bench/snapshot_recorder.h"
#include "chain/run_info.h"
#include "config/config_tuning.h"
#include "infer/engine.h"
#include "recordings/approaches/approaches.h"
#include "recordings/recordings.h"
#include "sink/summary.h"

namespace mien::bench {

using nlohmann::json;

namespace {

/// Takes results: faces to the file, pace to the watch; the first one starts what counts the steady
/// state.
class Collector final : public Sink {
 public:
  Collector(const Job& job, const RunConfig& config, const std::atomic<bool>* outer)
      : job_(job), outer_(outer) {
    for (std::size_t i = 0; i < config.cameras.size(); ++i)
      numbers_.emplace(config.cameras[i].name, i);
    if (std::ranges::any_of(config.cameras, chain::is_live))
      watch_.emplace(config.cameras.size(), job.detect_fps);
    if (job.faces.empty()) return;
    faces_.open(job.faces, std::ios::binary | std::ios::trunc);
    if (!faces_)
      throw Error(ErrorKind::output, job.faces.string(), "cannot be written",
                  "check the folder, its permissions and the free space");
  }

  const std::atomic<bool>* stop() const { return &stop_; }

  // Threads start here, not before: until now an approach may have forked.
  void open(const RunInfo& run) override {
    info_ = run;
    if (job_.profile) recorder_.start();
    busy_ = machine_busy_seconds();
    cpu_ms_ = process_cpu_ms();
    opened_ms_ = steady_ms();
    timer_ = std::jthread([this](const std::stop_token& token) { watch_time(token); });
  }

  void frame(const std::string& input, const FrameResult& result) override {
    const double now = steady_ms();
    if (first_ms_.load() == 0) {
      io_ = io_so_far();
      first_ms_ = now;
    }
    const std::size_t number = numbers_.at(input);
    if (watch_) watch_->result(number, result.frame.seconds, now);
    if (faces_.is_open() && number < job_.inputs.size()) write(number, result);
  }

  void close(const Summary& summary) override {
    timer_ = {};
    count_others(summary);
    if (job_.profile) snapshot_ = recorder_.stop(summary, job_);
    if (!faces_.is_open()) return;
    faces_.close();
    if (!faces_)
      throw Error(ErrorKind::output, job_.faces.string(), "could not be written",
                  "check the free space");
  }

  const RunInfo& info() const { return info_; }
  const json& snapshot() const { return snapshot_; }
  /// CPUs that other programs kept busy meanwhile; children of the run count as the run's.
  json others() const { return others_; }
  bool timed_out() const { return timed_out_; }
  const std::optional<IoBytes>& io_at_first() const { return io_; }
  const std::optional<LiveWatch>& watch() const { return watch_; }

 private:
  void count_others(const Summary& summary) {
    const double wall = (steady_ms() - opened_ms_) / 1e3;
    const double own = std::max(summary.total.cpu_seconds, (process_cpu_ms() - cpu_ms_) / 1e3);
    if (const auto cpus = others_busy(busy_, machine_busy_seconds(), own, wall)) others_ = *cpus;
  }

  void watch_time(const std::stop_token& token) {
    while (!token.stop_requested() && !stop_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      const double first = first_ms_;
      timed_out_ = job_.seconds > 0 && first > 0 && steady_ms() - first > job_.seconds * 1e3;
      if ((outer_ && *outer_) || timed_out_) stop_ = true;
    }
  }

  void write(std::size_t number, const FrameResult& result) {
    SeenFrame seen{result.frame.seconds, result.frame.width, result.frame.height, {}};
    for (const Face& face : result.faces)
      seen.faces.push_back({face.detection.box, face.detection.confidence, face.track,
                            job_.expressions ? std::string(name_of(face.expression.label)) : ""});
    faces_ << faces_line(number, result.frame.index, seen) << '\n';
  }

  const Job& job_;
  const std::atomic<bool>* outer_;
  std::map<std::string, std::size_t> numbers_;
  std::ofstream faces_;
  std::optional<LiveWatch> watch_;
  RunInfo info_;
  SnapshotRecorder recorder_;
  json snapshot_, others_;
  std::optional<double> busy_;
  double cpu_ms_ = 0, opened_ms_ = 0;
  std::optional<IoBytes> io_;
  std::atomic<double> first_ms_{0};
  std::atomic<bool> stop_{false}, timed_out_{false};
  std::jthread timer_;  ///< last: ends before what it uses
};

json percentiles_json(const Percentiles& latency) {
  return {{"p50", latency.p50}, {"p95", latency.p95}, {"p99", latency.p99}};
}

json live_json(const Collector& collector, const Summary& summary) {
  if (!collector.watch()) return nullptr;
  const auto verdict = collector.watch()->verdict(summary.total.latency_ms.p50);
  return {{"min_fps", verdict.min_fps}, {"p99_ms", verdict.p99_ms}, {"windows", verdict.windows}};
}

void add_io(const Collector& collector, json& result) {
  const auto first = collector.io_at_first(), last = io_so_far();
  const bool known = first && last;
  result["read_bytes_steady"] = known ? json(last->disk - first->disk) : json();
  result["read_chars_steady"] = known ? json(last->chars - first->chars) : json();
}

json result_of(const Job& job, const RunConfig& config, const Collector& collector,
               const Summary& summary) {
  const InputSummary& total = summary.total;
  json errors = json::array();
  for (const InputSummary& input : summary.inputs)
    if (input.error) errors.push_back(*input.error);
  const bool dlib = summary.run.detector.precision == "native";
  // In a run that was cut, pictures may be decoded (prefetched) that nobody has searched.
  const bool sampled = recordings::approach_for(config).samples && job.detect_fps > 0;
  const bool skips = sampled || config.demand.decode == OnDemand::on;
  const auto frames = skips ? total.frames_decoded + total.frames_skipped : total.frames_inferred;
  const double fps = total.wall_seconds > 0 ? static_cast<double>(frames) / total.wall_seconds : 0;
  json result = {{"frames", frames},
                 {"decoded", total.frames_decoded},
                 {"skipped", total.frames_skipped},
                 {"inferred", total.frames_inferred},
                 {"searches_skipped", total.demand.searches_skipped},
                 {"wall_seconds", total.wall_seconds},
                 {"cpu_seconds", total.cpu_seconds},
                 {"fps", fps},
                 {"ms_per_frame", fps > 0 ? 1e3 / fps : 0},
                 {"faces", total.faces},
                 {"latency_ms", percentiles_json(total.latency_ms)},
                 {"stages_ms", sink::stages_json(total.stages_ms)},
                 {"snapshot", collector.snapshot()},
                 {"approach", summary.run.approach},
                 {"workers", summary.run.workers},
                 {"detector", summary.run.detector.name},
                 {"precision", summary.run.detector.precision},
                 {"width", summary.run.detector.width},
                 {"build", dlib ? config.build : std::string()},
                 {"incidents", summary.incidents},
                 {"errors", std::move(errors)},
                 {"interrupted", summary.interrupted && !collector.timed_out()},
                 {"cut", collector.timed_out()},
                 {"peak_rss_bytes", peak_rss()},
                 {"others_busy", collector.others()},
                 {"live", live_json(collector, summary)}};
  add_io(collector, result);
  return result;
}

}  // namespace

RunConfig run_config(const Job& job) {
  RunConfig config;
  for (int pass = 0; pass < job.passes; ++pass)
    for (std::size_t i = 0; i < job.inputs.size(); ++i)
      config.cameras.push_back({.name = fmt::format("{}#{}.{}", job.inputs[i], i, pass),
                                .input = job.inputs[i],
                                .replay_fps = job.replay_fps});
  config.approach = job.approach;
  config.detector = job.detector;
  if (!job.expressions) config.emotion = "none";
  config.precision = infer::read_precision(job.precision);
  config.build = job.build;
  config.blas = job.blas;
  config.color = job.color;
  config.width = job.width;
  config.upsample = job.upsample;
  config.min_confidence = job.min_confidence;
  config.detect_fps = job.detect_fps;
  config.workers = job.workers;
  config.tuning = job.tuning;
  config.demand = config::demand_of(job.demand);
  return config;
}

bool works_on_demand(const Job& job) {
  return recordings::resolved(run_config(job)).demand != config::demand_of("off");
}

json measure(const Job& job, const ModelStorePaths& models, const std::atomic<bool>* stop) {
  const RunConfig config = run_config(job);
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(std::make_unique<Collector>(job, config, stop));
  auto& collector = static_cast<Collector&>(*sinks.front());
  const Summary summary =
      recordings::run(config, models, sinks,
                      {.probe = job.profile ? profile_probe() : ProbeMaker()}, collector.stop());
  return result_of(job, recordings::resolved(config), collector, summary);
}

}  // namespace mien::bench
