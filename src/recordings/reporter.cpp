#include "recordings/reporter.h"

#include "base/clock.h"

namespace mien::recordings {

namespace {
constexpr double kIntervalMs = 100;
}

void Reporter::report(bool force) {
  if (!callback_) return;
  const double now = steady_ms();
  if (!force && now < next_ms_.load(std::memory_order_relaxed)) return;
  std::unique_lock lock(mutex_, std::defer_lock);
  if (force)
    lock.lock();
  else if (!lock.try_lock())
    return;
  next_ms_ = now + kIntervalMs;
  for (std::size_t i = 0; i < joins_.size(); ++i) {
    Progress progress = joins_[i]->progress();
    progress.input = i;
    callback_(progress);
  }
}

}  // namespace mien::recordings
