#pragma once
/// \file What happens to the faces of one camera in stream order: track → smooth → zone → content.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

#include "base/time.h"
#include "stays/schedule.h"
#include "track/trackers.h"

namespace mien::chain {

/// Recordings and live cameras go through this alone. One thread at a time.
class Follow {
 public:
  /// `least_confidence`: of a face that goes on with a track. `clock`: of the store, for contents
  /// by time of day; empty: UTC. `camera` must outlive it. Throws Error(usage) on an impossible
  /// window of its contents.
  Follow(const CameraConfig& camera, double least_confidence, UtcOffset clock);

  /// The next inferred frame at its time on the wall clock: faces get their ids, smoothed
  /// expressions, zones and contents, the frame its time and content.
  void see(FrameResult& result, WallTime at);
  /// Tracks that ended since the last call; with `all`, the open ones too.
  std::vector<Track> ended(bool all) { return tracker_->take_ended(all); }
  /// What comes next has nothing to do with what came.
  void restart() { tracker_->restart(); }

  /// What the camera shows where no zone has a content of its own; empty: nothing.
  std::string content_at(WallTime time) const;

 private:
  std::string content_of(const Face& face, WallTime at) const;

  const CameraConfig& camera_;
  const audience::ContentSchedule schedule_;
  std::unique_ptr<track::Tracker> tracker_;
};

}  // namespace mien::chain
