#pragma once
/// \file Tracks of one input beside its truth: identities, stays, and what was said of each face.

#include <cstdint>

#include "eval/track/result.h"
#include "eval/track/tally.h"
#include "eval/track/truth.h"

namespace mien::eval {

/// Counts per frame of the film, as docs/tracks.md says. Between two sights of a track that are at
/// most `fill_s` seconds apart its box goes on a straight line: so the figures do not depend on how
/// many frames were searched. Pure.
TrackTally compare_tracks(const TrackTruth& truth, const SeenTracks& tracks, double fill_s);

}  // namespace mien::eval
