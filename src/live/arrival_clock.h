#pragma once
/// \file A camera's own clock, on ours.

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace mien::live {

/// Maps a camera's times to seconds of our steady clock: evenly spaced as the camera took the
/// pictures, near to when they arrived, always rising. A camera whose clock runs backwards, leaps
/// or restarts is followed by arrival: its tracks see no gap. One thread at a time.
class ArrivalClock {
 public:
  /// `stated`: seconds by the camera's clock; < 0 or not finite: it has none. `arrived`: seconds on
  /// ours.
  double at(double stated, double arrived) {
    double seconds = arrived;
    if (std::isfinite(stated) && stated >= 0) {
      known_ = known_ && arrived - last_arrived_ < kDrifted;
      const double step = known_ ? std::abs(stated - last_stated_ - (arrived - last_arrived_)) : 0;
      if (!known_ || step > kLeap || std::abs(arrived - (stated + offset_)) > kLeap) {
        jumps_ += known_;
        offset_ = arrived - stated;
        known_ = true;
      }
      last_stated_ = stated;
      last_arrived_ = arrived;
      // The quickest frames tell how far the clocks lie apart; the slow creep follows clocks that
      // drift.
      offset_ = std::min(offset_ + kCreep * (arrived - stated - offset_), arrived - stated);
      seconds = stated + offset_;
    }
    last_ = std::max(seconds, last_ + kLeastStep);
    return last_;
  }

  /// A new connection: its times have nothing to do with those before.
  void forget() { known_ = false; }
  std::int64_t jumps() const { return jumps_; }

 private:
  static constexpr double kLeap = 1;  ///< seconds; less is the network's jitter
  static constexpr double kCreep = 0.002;
  /// Seconds without a picture, as of a stream that rests: the clocks are compared anew.
  static constexpr double kDrifted = 30;
  static constexpr double kLeastStep = 1e-4;

  double offset_ = 0, last_stated_ = 0, last_arrived_ = 0;
  double last_ = 0;
  bool known_ = false;
  std::int64_t jumps_ = 0;
};

}  // namespace mien::live
