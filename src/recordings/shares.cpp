#include "recordings/shares.h"

#include <chrono>

namespace mien::recordings {

std::optional<Portion> Shares::next(std::optional<std::size_t> previous,
                                    const std::function<bool()>& stopped) {
  std::unique_lock lock(mutex_);
  while (!stopped()) {
    if (!left_.empty()) {
      Portion share = std::move(left_.front());
      left_.pop_front();
      ++in_hand_;
      return share;
    }
    if (!handed_out_) {
      if (auto share = from_schedule(lock, previous)) return share;
    } else if (in_hand_ == 0) {
      return std::nullopt;
    } else {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
    }
  }
  return std::nullopt;
}

// The schedule may open an input meanwhile: without the lock.
std::optional<Portion> Shares::from_schedule(std::unique_lock<std::mutex>& lock,
                                             std::optional<std::size_t> previous) {
  ++in_hand_;
  lock.unlock();
  auto work = schedule_.next(previous);
  lock.lock();
  if (work) return Portion{.work = std::move(*work)};
  --in_hand_;
  handed_out_ = true;
  changed_.notify_all();
  return std::nullopt;
}

void Shares::finished() {
  std::lock_guard lock(mutex_);
  --in_hand_;
  changed_.notify_all();
}

bool Shares::lost(std::optional<Portion> rest) {
  std::lock_guard lock(mutex_);
  --takers_;
  if (rest) {
    --in_hand_;
    left_.push_back(std::move(*rest));
  }
  changed_.notify_all();
  return takers_ > 0;
}

}  // namespace mien::recordings
