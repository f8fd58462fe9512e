// The pictures of a camera's streams, on their threads.
#include <cmath>

#include "live/camera.h"

namespace mien::live {

namespace {

constexpr std::size_t kSharpKept = 3;
/// A sharp picture that is farther from the searched one than this shows something else.
constexpr double kSharpWithin = 0.2;

}  // namespace

/// The caller's own source, where it has one for this camera.
Feed::Opener Camera::opener() const {
  const SourceOpener& own = setting_.hooks.stages.source;
  if (!own)
    return [](auto& input, auto& options, auto) { return video::open_live(input, options); };
  return [&own, camera = config_](const std::string& input, const video::LiveOptions& options,
                                  std::stop_token stop) mutable {
    camera.input = input;
    auto source = own(camera, std::move(stop));
    return source ? video::live_of(std::move(source)) : video::open_live(input, options);
  };
}

/// A search that a sharp keyframe calls for takes the place of the next one, and is none besides,
/// unless such keyframes come more often than searches are due.
bool Camera::is_due(const video::LiveSource& source, double seconds) {
  const bool called = sharp_came_.exchange(false);
  if (source.resting()) return true;
  if (!called) return pace_.due(seconds, wanted_fps_);
  pace_.take(seconds, wanted_fps_);
  return !setting_.dispatch.wants(*this);  // else the one that waits becomes this one
}

/// On the feed's thread: a picture that faces are searched in.
void Camera::view(video::LiveSource& source, Frame& frame) {
  const double fps = feed_->stream_fps();
  const bool slow = fps > 0 && fps * setting_.config->live.max_latency_ms < 1e3;
  // Nobody asked for it then; the newest one is due.
  if (source.catching_up() || (source.opening() && !slow)) return;
  const bool due = is_due(source, frame.info.seconds);
  if (!due && !setting_.dispatch.wants(*this)) return;
  Shot shot{.complete_ms = source.complete_ms(),
            .behind_ms = source.behind_ms(),
            .due = due,
            .lone = source.resting() || slow};
  shot.planes = source.hold(frame);
  shot.frame = frame;
  // The search may come later than those that are kept.
  if (sharp_feed_) shot.sharp = sharp_near(frame.info.seconds, nullptr);
  setting_.dispatch.post(*this, std::move(shot));
}

/// On the sharp feed's thread.
void Camera::keep_sharp(video::LiveSource& source, Frame& frame) {
  const auto shot = std::make_shared<Shot>();
  shot->complete_ms = source.complete_ms();
  shot->planes = source.hold(frame);
  shot->frame = frame;
  std::lock_guard lock(mutex_);
  width_shown_ = frame.info.width;
  height_shown_ = frame.info.height;
  if (sharp_.size() == kSharpKept) sharp_.pop_front();
  sharp_.push_back(shot);
  sharp_came_ = source.resting();  // the next picture of the small stream is of nearly this moment
}

/// The nearest of those that are kept and `other`, which may be null; null where none is near.
std::shared_ptr<const Shot> Camera::sharp_near(double seconds,
                                               std::shared_ptr<const Shot> other) const {
  const auto distance = [&](const std::shared_ptr<const Shot>& shot) {
    return shot ? std::abs(shot->frame.info.seconds - seconds) : kSharpWithin;
  };
  std::lock_guard lock(mutex_);
  for (const auto& shot : sharp_)
    if (distance(shot) < distance(other)) other = shot;
  return other;
}

}  // namespace mien::live
