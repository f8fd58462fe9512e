#pragma once
/// \file Which frames are looked at.

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace mien {

/// Picks frames at `fps` a second from those of one segment, by their times alone: the same frames
/// are picked however the stream is cut and whoever decodes it. A frame is due when it is the first
/// in its slot of 1/fps seconds; the frame before a segment's first is assumed one nominal frame
/// earlier.
class Sampler {
 public:
  /// \param fps         looked at per second; 0: every frame
  /// \param stream_fps  nominal rate of the stream; 0 where unknown
  Sampler(double fps, double stream_fps)
      : fps_(fps), nominal_(stream_fps > 0 ? 1 / stream_fps : 0) {}

  bool due(double seconds) {
    const bool is_due = first_ ? due_first(seconds) : due_after(seconds, previous_);
    first_ = false;
    previous_ = seconds;
    return is_due;
  }

  /// Of a segment's first frame.
  bool due_first(double seconds) const {
    return fps_ <= 0 || nominal_ == 0 || due_after(seconds, seconds - nominal_);
  }
  /// Of a frame whose predecessor in the order of display is known.
  bool due_after(double seconds, double before) const {
    return fps_ <= 0 || slot(seconds) != slot(before);
  }

  /// How many of `frames` evenly spaced ones are, the last of them at `last`; `before`: as above.
  std::int64_t due_of(std::int64_t frames, double before, double last) const {
    if (fps_ <= 0) return frames;
    return std::min(frames, static_cast<std::int64_t>(slot(last) - slot(before)));
  }

 private:
  // Times are rounded to the container's ticks: a hair before the slot counts as in it.
  double slot(double seconds) const { return std::floor(seconds * fps_ + 1e-3); }

  double fps_, nominal_;
  double previous_ = 0;
  bool first_ = true;
};

}  // namespace mien
