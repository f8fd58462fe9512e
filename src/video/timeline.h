#pragma once
#include <cstdint>

namespace mien::video {

/// Places frames in seconds from the stream's first frame. Times always rise, whatever the file
/// says.
class Timeline {
 public:
  /// `unit`: seconds of one tick. `start`: the stream's first tick (`known_start` false: the first
  /// that comes). `frame_seconds`: what a frame without a time lasts.
  Timeline(double unit, std::int64_t start, bool known_start, double frame_seconds)
      : unit_(unit), start_(start), known_start_(known_start), frame_seconds_(frame_seconds) {}

  /// After a jump to another place of the stream.
  void restart() {
    last_ = -1;
    shift_ = 0;
  }

  /// A frame that states its time.
  double at(std::int64_t ticks) {
    if (!known_start_) {
      start_ = ticks;
      known_start_ = true;
    }
    const double stated = (static_cast<double>(ticks) - static_cast<double>(start_)) * unit_;
    const bool jumped_back = last_ >= 0 && stated + shift_ < last_ - kJumpSeconds;
    if (jumped_back) shift_ = last_ + frame_seconds_ - stated;
    return rise(stated + shift_);
  }

  /// A frame that states none: one frame after the last.
  double next() { return rise(last_ < 0 ? 0 : last_ + frame_seconds_); }

 private:
  static constexpr double kJumpSeconds = 1;     ///< less is jitter, and passes
  static constexpr double kLeastStep = 0.0001;  ///< between frames that claim the same moment

  double rise(double seconds) {
    if (seconds < 0) seconds = 0;
    if (seconds <= last_) seconds = last_ + kLeastStep;
    return last_ = seconds;
  }

  double unit_;
  std::int64_t start_;
  bool known_start_;
  double frame_seconds_;
  double last_ = -1;
  double shift_ = 0;  ///< added after the file's own clock has jumped back
};

}  // namespace mien::video
