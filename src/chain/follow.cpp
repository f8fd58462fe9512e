#include "chain/follow.h"

#include <utility>

#include "chain/mask.h"
#include "track/trackers.h"

namespace mien::chain {

Follow::Follow(const CameraConfig& camera, double least_confidence, UtcOffset clock)
    : camera_(camera),
      schedule_(audience::schedule_of({&camera, 1}, std::move(clock))),
      tracker_(track::make_tracker({.min_confidence = least_confidence})) {}

void Follow::see(FrameResult& result, WallTime at) {
  tracker_->update(result);
  assign_zones(camera_.zones, result);
  result.at = at;
  result.content = content_at(at);
  for (Face& face : result.faces) face.content = content_of(face, at);
}

std::string Follow::content_at(WallTime time) const {
  return schedule_.covers(camera_.name) ? schedule_.content_at(camera_.name, time)
                                        : camera_.content;
}

// Where a camera has zones, who stands outside of all of them is in front of nothing.
std::string Follow::content_of(const Face& face, WallTime at) const {
  if (!camera_.zones.empty() && face.zone.empty()) return {};
  return schedule_.covers(camera_.name) ? schedule_.content_at(camera_.name, at, face.zone)
                                        : camera_.content;
}

}  // namespace mien::chain
