#pragma once
/// \file The tracker.

#include <memory>

#include "mien/stages.h"

namespace mien::track {

struct TrackerOptions {
  double max_lost_s = 2.0;        ///< a track survives this long without a detection
  float high_confidence = 0.6f;   ///< detections above it may start tracks and are matched first (ByteTrack)
  int min_observations = 2;       ///< fewer: not reported as a track (unless the stream is that short)
  double smoothing_s = 0.5;       ///< time constant of the expression's smoothing
  double min_confidence = 0;      ///< of the smoothed expression; below it `unknown`
};

/// One per stream.
std::unique_ptr<Tracker> make_tracker(const TrackerOptions& = {});

}  // namespace mien::track
