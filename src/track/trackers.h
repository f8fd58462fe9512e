#pragma once
/// \file The tracker: who is who from frame to frame, and what their faces showed over time.

#include <memory>
#include <vector>

#include "mien/types.h"

namespace mien::track {

/// Faces of one stream in order → the same faces with track ids and smoothed expressions.
class Tracker {
 public:
  virtual ~Tracker() = default;
  /// Assigns ids to, and smooths, the faces of the next inferred frame (frame indices rise).
  virtual void update(FrameResult&) = 0;
  /// Tracks that ended since the last call; with `all`, the open ones too (end of stream). Ordered
  /// by id.
  virtual std::vector<Track> take_ended(bool all) = 0;
  /// What comes next has nothing to do with what came: as new, but that ids go on. Tracks that are
  /// open are lost; take them before.
  virtual void restart() = 0;
};

struct TrackerOptions {
  double max_lost_s = 2.0;  ///< a track survives this long without a detection
  /// Detections above it are matched first and make a track reportable (ByteTrack). Every
  /// detector's own threshold lies at or above it: only a run that asks for weaker ones sees a
  /// difference.
  float high_confidence = 0.4f;
  int min_observations = 2;   ///< fewer: not reported as a track (unless the stream is that short)
  double smoothing_s = 1;     ///< time constant of the expression's smoothing; 0: none
  double min_confidence = 0;  ///< of the smoothed expression; below it `unknown`
};

/// One per stream. Throws Error(usage) on impossible options. Deterministic; the order of the faces
/// within a frame does not matter; used by one thread at a time.
///
/// **Ids.** Every face of `update` gets one, from 1 in order of first appearance (within a frame:
/// the more confident first); only boxes that are no boxes (empty, not finite) keep 0. Ids are
/// anonymous and short-lived: whoever is away for longer than `max_lost_s` is a new track. A cut of
/// the camera ends all tracks: several people were in view, none of them is where they could be
/// now, and others are.
///
/// **Time.** Frames may come at any pace and irregularly: everything depends on the seconds between
/// them. A clock that stands still or steps back a little counts as one short step; one that steps
/// back by more than `max_lost_s` (a loop that begins again) ends all tracks.
///
/// **Expressions.** `Face::expression` becomes the track's, smoothed over about `smoothing_s` and
/// weighted by `Quality::overall`; where the last 0.3 of that clearly show another expression, over
/// these alone, so that a change is seen early and a misread frame is not. A face that could not be
/// read at all (too small, blurred, turned away, cut off) keeps `unknown` and its reason: smoothing
/// joins measurements, it does not invent them. One that was read with low confidence takes part,
/// so that several weak readings that agree become a label.
///
/// **Tracks** that `take_ended` reports have at least `min_observations`, or as many as the stream
/// has inferred frames (in a still image every face is a track), and were seen at least once with
/// `high_confidence`.
std::unique_ptr<Tracker> make_tracker(const TrackerOptions& = {});

}  // namespace mien::track
