#pragma once
/// \file Streams that come faster than they were taken, given out at their own pace.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/clock.h"

namespace mien::video {

/// Waits until a packet or picture is due by its own time. Late ones pass at once.
class Pacer {
 public:
  /// `forgiving`: who is more than a second late, or whose times leap, begins to count anew; else
  /// what is late is made up for, however much it is.
  explicit Pacer(bool forgiving = true) : forgiving_(forgiving) {}

  /// False where `stop` (may be null) was set meanwhile.
  bool wait(double seconds, const std::atomic<bool>* stop) {
    const double now = steady_ms();
    const double due = begin_ms_ + seconds * 1e3;
    const bool leaps = now - due > kLateMs || due - now > kEarlyMs;
    if (!begun_ || (forgiving_ && leaps)) {
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
  static constexpr double kNapMs = 100;  ///< how long a stop may go unnoticed
  bool forgiving_;
  double begin_ms_ = 0;
  bool begun_ = false;
};

}  // namespace mien::video
