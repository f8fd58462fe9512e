#pragma once
/// \file Which frames of a camera are due for detection.

#include <algorithm>

namespace mien::live {

/// Picks frames at about `fps` a second by their times; whatever jitters, the mean rate holds. One
/// thread at a time.
class Pace {
 public:
  /// \param fps  0: every frame
  bool due(double seconds, double fps) {
    if (fps <= 0) return true;
    const double period = 1 / fps;
    if (begun_ && seconds < next_ - kSlack * period) return false;
    const bool late = !begun_ || seconds > next_ + period;
    next_ = (late ? seconds : next_) + period;
    begun_ = true;
    return true;
  }
  /// This frame is taken in any case: the next one is due a period later.
  void take(double seconds, double fps) {
    begun_ = false;
    due(seconds, fps);
  }

 private:
  static constexpr double kSlack = 0.25;
  double next_ = 0;
  bool begun_ = false;
};

/// How much of the wished detection rates all cameras are asked for: no rate is lowered while any
/// worker is idle. One thread at a time.
class LoadControl {
 public:
  static constexpr double kFloorFps = 1;

  /// Once a second. `busy`: share of the workers' time; `dropped` of `served` and dropped frames
  /// gave way. Asks for as many searches as took place, no fewer: what a burst delays is made up
  /// for, and where nobody is idle nobody is helped by a rate that lies below what is done.
  void update(double busy, double served, double dropped) {
    const double lost = served + dropped > 0 ? dropped / (served + dropped) : 0;
    if (busy < kFull)
      share_ = std::min(1.0, share_ * kFull / std::max(busy, kLeastBusy));
    else if (lost > kLeastLost)
      share_ = std::max(kLeastShare, share_ * (1 - lost));
  }
  /// What a camera gets that asks for `wish` frames a second (0: every frame of `stream` a second).
  double rate(double wish, double stream) const {
    if (share_ >= 1) return wish;
    const double full = wish > 0 ? wish : std::max(stream, kFloorFps);
    return std::max(std::min(full, kFloorFps), full * share_);
  }

 private:
  static constexpr double kFull = 0.95;       ///< of the workers' time: nobody is idle
  static constexpr double kLeastBusy = 0.3;   ///< so that the rate no more than triples
  static constexpr double kLeastLost = 0.02;  ///< of the searches that were due
  static constexpr double kLeastShare = 0.05;
  double share_ = 1;
};

}  // namespace mien::live
