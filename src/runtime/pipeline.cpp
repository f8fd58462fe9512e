/// The run on one screen: inputs are opened and cut by the schedule; each worker takes a share and runs every
/// frame to completion; each input's join puts the faces in order, follows them and hands them to the sinks.

#include "mien/pipeline.h"

#include <algorithm>
#include <exception>
#include <thread>

#include "base/clock.h"
#include "mien/error.h"
#include "runtime/chain.h"
#include "runtime/join.h"
#include "runtime/machine.h"
#include "runtime/reporter.h"
#include "runtime/run_info.h"
#include "runtime/sampler.h"
#include "runtime/schedule.h"
#include "track/trackers.h"

namespace mien {

namespace runtime {

namespace {

class Run {
 public:
  Run(const RunConfig& config, const ModelStorePaths& paths,
      const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks)
      : config_(config),
        workers_(worker_count(config)),
        models_(config, paths, workers_),
        sinks_(sinks),
        outlet_(sinks),
        hooks_(hooks),
        schedule_(
            config.cameras.size(), workers_, [this](std::size_t i) { return open(i); },
            [this](std::size_t i, const StreamInfo& info, std::size_t segments) {
              joins_[i]->planned(info, segments);
            },
            [this](std::size_t i, const std::string& why) { joins_[i]->failed(why); }),
        reporter_(joins_, hooks.progress) {
    for (const CameraConfig& camera : config.cameras) {
      auto tracker = track::make_tracker({.min_confidence = models_.least_confidence()});
      joins_.push_back(std::make_unique<Join>(camera, std::move(tracker), outlet_));
      masks_.emplace_back(camera.masks);
    }
  }

  Summary all() {
    const double wall = steady_ms(), cpu = process_cpu_ms();
    const RunInfo info = run_info(config_, models_, workers_);
    for (const auto& sink : sinks_) sink->open(info);
    work_all();
    if (failure_) std::rethrow_exception(failure_);
    for (const auto& join : joins_) join->finish();
    reporter_.report(true);
    Summary summary =
        summarise(info, joins_, steady_ms() - wall, process_cpu_ms() - cpu, stopped());
    close(summary);
    return summary;
  }

 private:
  void work_all() {
    std::vector<std::jthread> threads;
    try {
      for (int i = 0; i < workers_; ++i) threads.emplace_back([this] { worker(); });
    } catch (...) {  // the system grants no more threads
      fail(std::current_exception());
    }
  }

  // One sink that cannot close does not keep the others from it.
  void close(const Summary& summary) {
    std::exception_ptr first;
    for (const auto& sink : sinks_) try {
        sink->close(summary);
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    if (first) std::rethrow_exception(first);
  }

  std::unique_ptr<Source> open(std::size_t input) {
    return video::open_source(config_.cameras[input].input,
                              {.stop = hooks_.stop ? hooks_.stop : &stop_});
  }

  void worker() try {
    FrameChain chain(models_);
    std::unique_ptr<Source> source;
    std::optional<std::size_t> at;
    while (auto work = stopped() ? std::nullopt : schedule_.next(at)) {
      if (work->source)
        source = std::move(work->source);
      else if (at != work->input)
        source = reopen(*work);
      at = source ? std::optional(work->input) : std::nullopt;
      for (std::size_t i = work->first; source && i < work->last && !stopped(); ++i)
        segment(chain, *source, work->input, i, work->segments[i - work->first]);
    }
  } catch (...) {
    fail(std::current_exception());
  }

  // Nothing, and the loss reported, where an input that was there is no longer.
  std::unique_ptr<Source> reopen(const Work& work) {
    try {
      return open(work.input);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      SegmentReport report;
      report.error = error.what();
      for (std::size_t i = work.first; i < work.last; ++i)
        joins_[work.input]->segment_done(i, report);
      return nullptr;
    }
  }

  void segment(FrameChain& chain, Source& source, std::size_t input, std::size_t number,
               const Segment& range) {
    SegmentReport report;
    const double cpu = thread_cpu_ms();
    const std::int64_t damaged = source.damaged_packets();
    try {
      if (range.begin != INT64_MIN || range.end != INT64_MAX) source.seek(range);
      frames(chain, source, input, number, report);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      report.error = error.what();
    }
    report.damaged_packets = source.damaged_packets() - damaged;
    if (report.damaged_packets > 0) report.damage = source.damage();
    report.cpu_ms = thread_cpu_ms() - cpu;
    joins_[input]->segment_done(number, report);
    reporter_.report(false);
  }

  void frames(FrameChain& chain, Source& source, std::size_t input, std::size_t number,
              SegmentReport& report) {
    Join& join = *joins_[input];
    const double frame_seconds = source.info().fps > 0 ? 1 / source.info().fps : 0;
    Sampler sampler(detection_rate(config_, config_.cameras[input]), source.info().fps);
    const int width = config_.cameras[input].width > 0 ? config_.cameras[input].width : config_.width;
    Frame frame;
    FrameResult result;
    while (!stopped()) {
      double due_ms = steady_ms();
      {
        CpuTimer timer(report.times.decode);
        if (!source.read(frame)) break;
      }
      if (source.info().live) due_ms = steady_ms();  // before that it waited for the camera
      ++report.frames_decoded;
      join.count_frame();
      report.media_seconds = frame.info.seconds + frame_seconds;
      if (!sampler.due(frame.info.seconds)) continue;
      chain.process(frame, width, masks_[input], result, report.times);
      report.latency.add(steady_ms() - due_ms);
      ++report.frames_inferred;
      deliver(join, number, result);
      reporter_.report(false);
    }
  }

  // A sink's own trouble is not the camera's.
  static void deliver(Join& join, std::size_t number, FrameResult& result) try {
    join.deliver(number, result);
  } catch (const Error& error) {
    throw Error(ErrorKind::output, error.where(), error.reason(), error.remedy());
  }

  bool stopped() const {
    return stop_.load(std::memory_order_relaxed) || (hooks_.stop && hooks_.stop->load());
  }

  // A sink that cannot write, or a defect: everybody stops, the first exception is the run's.
  void fail(std::exception_ptr failure) {
    std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = failure;
    stop_ = true;
    schedule_.stop();
  }

  const RunConfig& config_;
  const int workers_;
  Models models_;
  const std::vector<std::unique_ptr<Sink>>& sinks_;
  Outlet outlet_;
  const RunHooks& hooks_;
  std::vector<std::unique_ptr<Join>> joins_;
  std::vector<Masks> masks_;
  Schedule schedule_;
  Reporter reporter_;
  std::atomic<bool> stop_{false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

}  // namespace

}  // namespace runtime

Summary run(const RunConfig& config, const ModelStorePaths& models,
            const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks) {
  runtime::check(config);
  return runtime::Run(config, models, sinks, hooks).all();
}

}  // namespace mien
