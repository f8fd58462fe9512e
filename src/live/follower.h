#pragma once
/// \file Faces of one camera, frame by frame, to the listeners: tracked, smoothed, placed.

#include <memory>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

#include "audience/schedule.h"
#include "live/live.h"
#include "live/shot.h"

namespace mien::live {

/// One thread at a time.
class Follower {
 public:
  Follower(const CameraConfig& camera, double least_confidence, const UtcOffset& clock,
           LiveBase base, const std::vector<LiveListener*>& listeners);

  /// `arrived_ms`: of the frame. Gives back the milliseconds from then to its event.
  double see(FrameResult& result, double arrived_ms);
  /// Whoever is in view is gone.
  void end_all();
  std::string content_at(WallTime time) const;

 private:
  void tell_ended(bool all);

  const CameraConfig& camera_;
  const LiveBase base_;
  const std::vector<LiveListener*>& listeners_;
  const audience::ContentSchedule schedule_;
  std::unique_ptr<Tracker> tracker_;
};

}  // namespace mien::live
