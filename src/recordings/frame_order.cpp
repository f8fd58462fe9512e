#include "recordings/frame_order.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"

namespace mien::recordings {

std::int64_t FrameOrder::expect(std::size_t input, std::size_t segment) {
  std::lock_guard lock(mutex_);
  entries_.push_back({.input = input, .segment = segment});
  return sent_ + static_cast<std::int64_t>(entries_.size()) - 1;
}

void FrameOrder::finish(std::int64_t number, FrameOutcome outcome) {
  {
    std::lock_guard lock(mutex_);
    Entry& entry = entries_[static_cast<std::size_t>(number - sent_)];
    entry.outcome = std::move(outcome);
    entry.ready = true;
  }
  send();
}

void FrameOrder::frame(std::size_t input, std::size_t segment, FrameResult& result) {
  finish(expect(input, segment), {.result = std::move(result)});
}

void FrameOrder::done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) {
  {
    std::lock_guard lock(mutex_);
    entries_.push_back({.input = input,
                        .segment = segment,
                        .ready = true,
                        .report = std::make_unique<chain::SegmentReport>(report)});
  }
  send();
}

void FrameOrder::flush() {
  {
    std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_)
      if (!entry.ready) cut(entry);
    std::erase_if(entries_, [](const Entry& entry) { return !entry.ready; });
  }
  send();
}

void FrameOrder::cut(const Entry& unfinished) {
  for (Entry& entry : entries_)
    if (entry.report && entry.input == unfinished.input && entry.segment == unfinished.segment)
      entry.unfinished = entry.report->cut = true;
}

// Reading got further than that, with frames of even lengths.
void FrameOrder::end_at_last_sent(chain::SegmentReport& report) const {
  const auto frames = static_cast<double>(report.frames_decoded + report.frames_skipped);
  const double length = frames > 0 ? (report.media_seconds - report.begin_s) / frames : 0;
  if (sent_s_ < 0) report.begin_s = -1;
  report.media_seconds = sent_s_ < 0 ? 0 : std::min(report.media_seconds, sent_s_ + length);
}

bool FrameOrder::empty() {
  std::lock_guard lock(mutex_);
  return entries_.empty();
}

void FrameOrder::send() {
  std::unique_lock lock(mutex_);
  if (sending_) return;
  sending_ = true;  // stays so when `output_` throws: the run has failed
  while (!entries_.empty() && entries_.front().ready) {
    Entry entry = std::move(entries_.front());
    entries_.pop_front();
    ++sent_;
    lock.unlock();
    send(entry);
    lock.lock();
  }
  sending_ = false;
}

void FrameOrder::send(Entry& entry) {
  if (entry.report) {
    chain::SegmentReport& report = *entry.report;
    if (entry.unfinished) end_at_last_sent(report);
    report += sum_;
    if (!report.error) report.error = sum_.error;
    sum_ = {};
    sent_s_ = -1;
    output_.done(entry.input, entry.segment, report);
    return;
  }
  FrameOutcome& outcome = entry.outcome;
  sum_.times += outcome.times;
  sum_.cpu_ms += outcome.cpu_ms;
  if (!outcome.error.empty() && !sum_.error) sum_.error = outcome.error;
  if (sum_.error) return;  // as a worker that leaves the segment
  ++sum_.frames_inferred;
  sent_s_ = outcome.result.frame.seconds;
  sum_.latency.add(outcome.latency_ms);
  CpuTimer timer(sum_.cpu_ms);
  output_.frame(entry.input, entry.segment, outcome.result);
}

}  // namespace mien::recordings
