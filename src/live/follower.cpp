#include "live/follower.h"

#include "base/clock.h"
#include "chain/mask.h"
#include "track/trackers.h"

namespace mien::live {

Follower::Follower(const CameraConfig& camera, double least_confidence, const UtcOffset& clock,
                   LiveBase base, const std::vector<LiveListener*>& listeners)
    : camera_(camera),
      base_(base),
      listeners_(listeners),
      schedule_(audience::schedule_of({&camera, 1}, clock)),
      tracker_(track::make_tracker({.min_confidence = least_confidence})) {}

double Follower::see(FrameResult& result, double arrived_ms) {
  tracker_->update(result);
  chain::assign_zones(camera_.zones, result);
  const WallTime at = base_.wall_at(result.frame.seconds);
  result.content = content_at(at);
  const double latency_ms = steady_ms() - arrived_ms;
  for (LiveListener* listener : listeners_) listener->frame(camera_.name, at, result, latency_ms);
  tell_ended(false);
  return latency_ms;
}

void Follower::end_all() { tell_ended(true); }

void Follower::tell_ended(bool all) {
  for (const Track& track : tracker_->take_ended(all))
    for (LiveListener* listener : listeners_) listener->track(camera_.name, track);
}

std::string Follower::content_at(WallTime time) const {
  return schedule_.covers(camera_.name) ? schedule_.content_at(camera_.name, time)
                                        : camera_.content;
}

}  // namespace mien::live
