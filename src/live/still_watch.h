#pragma once
/// \file Cameras that send the same picture again and again.

#include <cstdint>

#include "mien/frame.h"

namespace mien::live {

/// A number for some rows of the luma plane; equal pictures have equal ones. Reads about 1/60 of a
/// 1080p picture.
std::uint64_t look_of(const Frame& frame);

/// Tells a frozen camera from one that looks at a still scene: real sensors are never quite still
/// from keyframe to keyframe. Times in ms of any steady clock.
class StillWatch {
 public:
  void see(std::uint64_t look, bool keyframe, double now);
  /// For how long the same picture was repeated, across at least one keyframe, until one was seen
  /// last; 0: it was not.
  double still_ms() const;
  std::uint64_t look() const { return look_; }
  void forget() { *this = StillWatch(); }

 private:
  struct Run {
    std::uint64_t look = 0;
    double since = 0, until = 0;
    int repeats = 0;
    int keyframes = 0;  ///< among the repeats
    void see(std::uint64_t seen, bool keyframe, double now);
  };
  std::uint64_t look_ = 0;
  Run all_, keys_;
};

}  // namespace mien::live
