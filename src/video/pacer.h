#pragma once
/// \file Streams that come faster than they were taken, given out at their own pace.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/clock.h"

namespace mien::video {

/// Waits until a packet is due by its own time. Late ones pass at once; who is more than a second
/// late, or whose times leap, begins to count anew.
class Pacer {
 public:
  /// False where `stop` (may be null) was set meanwhile.
  bool wait(double seconds, const std::atomic<bool>* stop) {
    const double now = steady_ms();
    const double due = begin_ms_ + seconds * 1e3;
    if (!begun_ || now - due > kLateMs || due - now > kEarlyMs) {
      begin_ms_ = now - seconds * 1e3;
      begun_ = true;
      return true;
    }
    for (double left = due - now; left > 0; left = due - steady_ms()) {
      if (stop && *stop) return false;
      std::this_thread::sleep_for(
          std::chrono::duration<double, std::milli>(std::min(left, kNapMs)));
    }
    return true;
  }

 private:
  static constexpr double kLateMs = 1000, kEarlyMs = 10'000;
  static constexpr double kNapMs = 50;  ///< how long a stop may go unnoticed
  double begin_ms_ = 0;
  bool begun_ = false;
};

}  // namespace mien::video
