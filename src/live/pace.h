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

 private:
  static constexpr double kSlack = 0.25;
  double next_ = 0;
  bool begun_ = false;
};

/// How much of the wished detection rates all cameras get. One thread at a time.
class LoadControl {
 public:
  static constexpr double kFloorFps = 1;

  /// Once a second. `busy`: share of the workers' time; `dropped` of `served` and dropped frames
  /// gave way.
  void update(double busy, double served, double dropped) {
    const double lost = served + dropped > 0 ? dropped / (served + dropped) : 0;
    if (busy > 0.95 || (lost > 0.2 && busy > 0.8))
      share_ = std::max(0.05, share_ * 0.85);
    else if (busy < 0.85)
      share_ = std::min(1.0, share_ * 1.1);
  }
  /// What a camera gets that asks for `wish` frames a second (0: every frame of `stream` a second).
  double rate(double wish, double stream) const {
    if (share_ >= 1) return wish;
    const double full = wish > 0 ? wish : std::max(stream, kFloorFps);
    return std::max(std::min(full, kFloorFps), full * share_);
  }

 private:
  double share_ = 1;
};

}  // namespace mien::live
