#include "runtime/live/follower.h"

#include "base/clock.h"
#include "runtime/mask.h"
#include "track/trackers.h"

namespace mien::runtime {

audience::Schedule schedule_of(const CameraConfig& camera, const audience::UtcOffset& clock) {
  std::vector<audience::Showing> showings;
  for (const ShowingConfig& each : camera.showings) {
    showings.push_back({.name = each.content,
                        .camera = camera.name,
                        .zone = each.zone,
                        .content = each.content,
                        .days = each.days,
                        .from = each.from,
                        .to = each.to});
  }
  return audience::Schedule(showings, clock);
}

Follower::Follower(const CameraConfig& camera, double least_confidence,
                   const audience::UtcOffset& clock, LiveBase base,
                   const std::vector<LiveListener*>& listeners)
    : camera_(camera),
      base_(base),
      listeners_(listeners),
      schedule_(schedule_of(camera, clock)),
      tracker_(track::make_tracker({.min_confidence = least_confidence})) {}

double Follower::see(FrameResult& result, double arrived_ms) {
  tracker_->update(result);
  assign_zones(camera_.zones, result);
  const audience::WallTime at = base_.wall_at(result.frame.seconds);
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

std::string Follower::content_at(audience::WallTime time) const {
  std::string content = schedule_.content_at(camera_.name, time);
  return content.empty() ? camera_.content : content;
}

}  // namespace mien::runtime
