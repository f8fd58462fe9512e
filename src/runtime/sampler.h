#pragma once
/// \file Which frames are inferred.

#include <cmath>

namespace mien::runtime {

/// Picks frames at `fps` a second from those of one segment, by their times alone: the same frames are
/// picked however the stream is cut and whoever decodes it. A frame is due when it is the first in its slot of
/// 1/fps seconds; the frame before a segment's first is assumed one nominal frame earlier.
class Sampler {
 public:
  /// \param fps         inferred frames per second; 0: every frame
  /// \param stream_fps  nominal rate of the stream; 0 where unknown
  Sampler(double fps, double stream_fps)
      : fps_(fps), nominal_(stream_fps > 0 ? 1 / stream_fps : 0) {}

  bool due(double seconds) {
    if (fps_ <= 0) return true;
    const double before = first_ ? seconds - nominal_ : previous_;
    const bool unknown = first_ && nominal_ == 0;
    first_ = false;
    previous_ = seconds;
    return unknown || slot(seconds) != slot(before);
  }

 private:
  // Times are rounded to the container's ticks: a hair before the slot counts as in it.
  double slot(double seconds) const { return std::floor(seconds * fps_ + 1e-3); }

  double fps_, nominal_;
  double previous_ = 0;
  bool first_ = true;
};

}  // namespace mien::runtime
