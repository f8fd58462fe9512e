#include "bench/budget.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace mien::bench {

namespace {

constexpr double kFirstStartUp = 0.8;   // seconds that a child needs besides, until one was seen
constexpr double kMostOverrun = 0.05;   // of the whole: then a measurement is ended
constexpr double kLeastPatience = 2.0;  // times a usual start

}  // namespace

TimeBudget::TimeBudget(double seconds, const StudyTools& tools, Clock clock)
    : seconds_(seconds > 0 ? seconds : std::numeric_limits<double>::infinity()),
      tools_(tools),
      clock_(std::move(clock)),
      begin_(clock_()),
      start_up_(kFirstStartUp) {}

double TimeBudget::each(std::size_t count, double until) const {
  return count == 0 ? 0 : (until - elapsed()) / static_cast<double>(count) - start_up_;
}

void TimeBudget::say(const std::string& what, double share) const {
  tools_.say(what, std::isinf(seconds_) ? share : elapsed() / seconds_);
}

void TimeBudget::measure(Series& series, double until) {
  const double seconds = series.job.seconds;
  if (std::isfinite(seconds_)) {
    const double end = until > 0 ? until : (1 + kMostOverrun) * seconds_;
    series.job.patience = std::max(end - elapsed() - seconds, kLeastPatience * start_up_);
  }
  const double before = clock_();
  measure_once(series, tools_);
  if (seconds <= 0) return;  // to the end of its inputs: nothing is learned of its start
  // A slow start counts at once, a fast one by and by: the next may be slow again.
  const double start = std::max(0.0, clock_() - before - seconds);
  start_up_ = start > start_up_ ? start : 0.7 * start_up_ + 0.3 * start;
}

}  // namespace mien::bench
