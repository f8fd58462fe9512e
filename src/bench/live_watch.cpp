#include "bench/live_watch.h"

#include <algorithm>
#include <limits>

#include "base/histogram.h"

namespace mien::bench {

LiveWatch::LiveWatch(std::size_t cameras, double rate, double window)
    : events_(cameras), rate_(rate), window_ms_(window * 1e3) {}

void LiveWatch::result(std::size_t camera, double stream_seconds, double now_ms) {
  events_.at(camera).push_back({stream_seconds * 1e3, now_ms});
}

LiveWatch::LiveVerdict LiveWatch::verdict(double floor_ms, double settle) const {
  LiveVerdict verdict;
  double begin = 0, end = std::numeric_limits<double>::infinity();
  for (const auto& events : events_) {
    if (events.empty()) return verdict;
    begin = std::max(begin, events.front().now_ms);
    end = std::min(end, std::max(events.back().now_ms, events.front().now_ms));
  }
  // A camera that fell silent ends the common time early: what came from the others shows how
  // early.
  double last = 0;
  for (const auto& events : events_) last = std::max(last, events.back().now_ms);
  if (last - end > window_ms_) return verdict;
  begin += settle * 1e3;
  verdict.min_fps = std::numeric_limits<double>::infinity();
  Histogram lateness;
  for (const auto& events : events_) {
    double origin = std::numeric_limits<double>::infinity();
    for (const Event& event : events) origin = std::min(origin, event.now_ms - event.stream_ms);
    for (const Event& event : events)
      if (event.now_ms >= begin) lateness.add(event.now_ms - event.stream_ms - origin + floor_ms);
    // Pace of a window: stream time that it advanced ÷ time that it took.
    const auto at = [&](double now) {
      const auto later = std::ranges::upper_bound(events, now, {}, &Event::now_ms);
      return later == events.begin() ? events.front() : *std::prev(later);
    };
    for (double from = begin; from + window_ms_ <= end; from += window_ms_) {
      const Event a = at(from), b = at(from + window_ms_);
      const double took = b.now_ms - a.now_ms;
      // Without a result the window itself is what it took.
      const double pace =
          took > 0 ? (b.stream_ms - a.stream_ms) / std::max(took, window_ms_ / 2) : 0;
      verdict.min_fps = std::min(verdict.min_fps, rate_ * pace);
      ++verdict.windows;
    }
  }
  if (verdict.windows == 0) verdict.min_fps = 0;
  verdict.p99_ms = lateness.percentile(0.99);
  return verdict;
}

}  // namespace mien::bench
