#include "serve/broadcast.h"

#include <fmt/format.h>

#include "config/cameras.h"
#include "oversight/camera_gate.h"
#include "serve/answers_json.h"

namespace mien::serve {

void Broadcast::tell(std::shared_ptr<audience::LiveAudience> audience) {
  std::unique_lock lock(mutex_);
  audience_.swap(audience);
  lock.unlock();  // the old one's end writes: not under the lock
}

std::shared_ptr<audience::LiveAudience> Broadcast::audience() const {
  std::lock_guard lock(mutex_);
  return audience_;
}

/// Frames without faces are told of once.
bool Broadcast::empties(const std::string& camera, bool empty) {
  std::lock_guard lock(mutex_);
  bool& had = had_faces_[camera];
  const bool told_before = empty && !had;
  had = !empty;
  return !told_before;
}

void Broadcast::frame(const std::string& camera, const FrameResult& result) {
  metrics_.frame(camera, result.latency_ms);
  if (const auto audience = this->audience()) audience->frame(camera, result);
  if (empties(camera, result.faces.empty()) && events_.wanted(http::kFaces))
    events_.publish(http::kFaces, text_of(faces_json(camera, result)));
}

void Broadcast::track(const std::string& camera, const Track& track) {
  if (const auto audience = this->audience()) audience->track(camera, track);
}

void Broadcast::camera(const CameraStatus& status, bool gone) {
  log_change(status, gone);
  if (!events_.wanted(http::kChanged)) return;
  const auto config = config_.now();
  Json event = json_of(status, config::camera_named(*config, status.name));
  event["gone"] = gone;
  oversight::hide_the_moment(event, *config);
  events_.publish(http::kChanged, text_of(event));
}

// A camera that falls asleep and wakes all day is no news for the operator.
void Broadcast::log_change(const CameraStatus& status, bool gone) {
  std::string words = gone ? "removed" : std::string(name_of(status.state));
  if (!gone && status.state == CameraState::live && status.width > 0)
    words += fmt::format(" ({}, {}×{})", status.codec, status.width, status.height);
  if (!gone && status.state != CameraState::live && !status.error.empty())
    words += ": " + status.error;
  {
    std::lock_guard lock(mutex_);
    std::string& told = told_[status.name];
    if (told == words) return;
    told = words;
    if (gone) {
      told_.erase(status.name);
      had_faces_.erase(status.name);
    }
  }
  const bool fine = gone || status.error.empty() || status.state == CameraState::live;
  log_.add(fine ? LogLevel::info : LogLevel::warning, LogKind::camera,
           "camera " + status.name + ": " + words);
}

}  // namespace mien::serve
