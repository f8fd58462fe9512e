#pragma once
/// \file Truth and tracks, turned from one list a person into one list a frame.

#include <cstdint>
#include <map>
#include <vector>

#include "eval/track/pairing.h"
#include "eval/track/result.h"
#include "eval/track/truth.h"

namespace mien::eval {

/// A track's box in a frame; `sight`: what was said of it there, null where the box is filled in.
struct SeenBox {
  OwnBox box;
  const TruthSight* sight = nullptr;
};

/// One frame, everyone in the order of their numbers; boxes in pixels of the truth, within it.
struct TruthMoment {
  std::vector<OwnBox> truth;    ///< visible enough to count
  std::vector<OwnBox> ignored;  ///< need not be found
  std::vector<SeenBox> seen;
};

/// By frame. Points into `tracks`, which must outlive the result.
std::map<std::int64_t, TruthMoment> moments_of(const TrackTruth& truth, const SeenTracks& tracks,
                                               double fill_s);

}  // namespace mien::eval
