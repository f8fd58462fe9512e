#include "recordings/workshop.h"

#include <thread>

#include "mien/error.h"

#include "base/clock.h"
#include "chain/run_info.h"
#include "machine/seats.h"
#include "recordings/approaches/approaches.h"
#include "recordings/run_summary.h"
#include "recordings/start_gate.h"

namespace mien::recordings {

Workshop::Workshop(const RunConfig& config, const ModelStorePaths& paths,
                   const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks,
                   const std::atomic<bool>* interrupted)
    : config_(config),
      paths_(paths),
      hooks_(hooks),
      interrupted_(interrupted),
      workers_(chain::worker_count(config)),
      outlet_(sink::pointers(sinks)),
      on_stop_(hooks.stop, [this] { own_stop_.request_stop(); }),
      reporter_(joins_, hooks.progress),
      started_ms_(steady_ms()),
      started_cpu_ms_(process_cpu_ms()) {}

void Workshop::load() {
  models_ = std::make_unique<chain::Models>(config_, paths_, workers_, hooks_.stages);
  tools_ = std::make_unique<WorkerTools>(WorkerTools{
      config_, *models_, chain::masks_of(config_), [this] { return stopped(); },
      interrupted_ ? interrupted_ : &stop_, hooks_.stages.source, own_stop_.get_token()});
  for (const CameraConfig& camera : config_.cameras) {
    chain::Follow follow(camera, models_->least_confidence(), hooks_.clock);
    joins_.push_back(std::make_unique<Join>(camera, std::move(follow), outlet_));
  }
  schedule_.emplace(
      config_.cameras.size(), workers_ * config_.tuning.batch,
      [this](std::size_t i) { return tools_->open(i); },
      [this](std::size_t i, const StreamInfo& info, std::size_t segments) {
        joins_[i]->planned(info, segments);
        if (const std::string words = tools_->too_large(i, info); !words.empty()) incident(words);
      },
      [this](std::size_t i, const std::string& why) { joins_[i]->failed(why); });
}

void Workshop::threads(int count, const std::function<void(int)>& prepare,
                       const std::function<void(int)>& body) {
  StartGate gate(count, [this] {
    started_ms_ = steady_ms();
    started_cpu_ms_ = process_cpu_ms();
  });
  const bool seats = seats_workers(config_);
  const auto guarded = [&](const std::function<void(int)>& step, int index) {
    try {
      step(index);
    } catch (...) {
      fail(std::current_exception());
    }
  };
  std::vector<std::jthread> threads;
  try {
    for (int i = 0; i < count; ++i)
      threads.emplace_back([&, i] {
        const std::string why = seats ? machine::take_seat(config_, i, count) : "";
        if (!why.empty() && i == 0) incident(machine::kNotPinned + why);
        guarded(prepare, i);
        gate.wait();
        if (!stopped()) guarded(body, i);
      });
  } catch (...) {  // the system grants no more threads
    fail(std::current_exception());
    for (int i = static_cast<int>(threads.size()); i < count; ++i) gate.excuse();
  }
}

std::optional<Work> Workshop::next_work(std::optional<std::size_t> previous) {
  return stopped() ? std::nullopt : schedule_->next(previous);
}

void Workshop::frame(std::size_t input, std::size_t segment, FrameResult& result) {
  // A sink's own trouble is not the camera's.
  try {
    joins_[input]->deliver(segment, result);
  } catch (const Error& error) {
    throw Error(ErrorKind::output, error.where(), error.reason(), error.remedy());
  }
  reporter_.report(false);
}

void Workshop::done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) {
  joins_[input]->segment_done(segment, report);
  reporter_.report(false);
}

void Workshop::incident(const std::string& words) {
  std::lock_guard lock(failure_mutex_);
  incidents_.push_back(words);
}

bool Workshop::stopped() const {
  return stop_.load(std::memory_order_relaxed) || (interrupted_ && interrupted_->load());
}

void Workshop::fail(std::exception_ptr failure) {
  {
    std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::move(failure);
  }
  stop();
}

void Workshop::end_early(std::exception_ptr why) {
  {
    std::lock_guard lock(failure_mutex_);
    if (!ended_early_) ended_early_ = std::move(why);
  }
  stop();
}

void Workshop::stop() {
  stop_ = true;
  own_stop_.request_stop();
  if (schedule_) schedule_->stop();
}

void Workshop::throw_if_ended_early() const {
  if (ended_early_) std::rethrow_exception(ended_early_);
}

void Workshop::add_helper(double cpu_ms, std::optional<std::int64_t> steady_read_bytes) {
  std::lock_guard lock(failure_mutex_);
  helpers_cpu_ms_ += cpu_ms;
  if (steady_read_bytes) steady_read_bytes_ = steady_read_bytes_.value_or(0) + *steady_read_bytes;
}

void Workshop::add_notes(std::string notes) {
  std::lock_guard lock(failure_mutex_);
  if (!notes.empty()) notes_.push_back(std::move(notes));
}

Summary Workshop::finish(const RunInfo& info) {
  if (failure_) std::rethrow_exception(failure_);
  for (const auto& join : joins_) join->finish();
  reporter_.report(true);
  Summary summary = summarise(info, joins_, steady_ms() - started_ms_,
                              process_cpu_ms() - started_cpu_ms_ + helpers_cpu_ms_, stopped());
  if (const std::string words = models_ ? models_->incident() : std::string(); !words.empty())
    incident(words);
  summary.incidents = incidents_;
  summary.worker_notes = notes_;
  summary.steady_read_bytes = steady_read_bytes_;
  return summary;
}

}  // namespace mien::recordings
