// What a camera says of itself.
#include <algorithm>

#include "base/clock.h"
#include "live/camera.h"

namespace mien::live {

void Camera::tell_changes() {
  std::lock_guard lock(telling_);
  const CameraState state = feed_->life().state();
  if (finished_ || (state == told_.state && feed_->resting() == told_.asleep)) return;
  told_ = status();
  tell(told_, false);
}

void Camera::tell(const CameraStatus& status, bool gone) {
  for (Sink* sink : setting_.sinks) try {
      sink->camera(status, gone);
    } catch (...) {
      note_problem(words_of(std::current_exception()));
    }
}

void Camera::tell_cost() const {
  if (!setting_.hooks.cost) return;
  StageTimes cost;
  {
    std::lock_guard lock(mutex_);
    cost = worked_;
  }
  cost.track += std::max(0.0, worker_cpu_ms_ - cost.total());
  cost.decode = feed_->counts().cpu_ms + (sharp_feed_ ? sharp_feed_->counts().cpu_ms : 0);
  setting_.hooks.cost(config_.name, cost);
}

CameraStatus Camera::status() const {
  CameraStatus status;
  status.name = config_.name;
  status.state = feed_->life().state();
  status.error = feed_->life().error();
  status.asleep = feed_->resting();
  const FeedCounts counts = feed_->counts();
  const FeedCounts sharp = sharp_feed_ ? sharp_feed_->counts() : FeedCounts{};
  status.frames_read = counts.read;
  status.frames_decoded = counts.decoded + sharp.decoded;
  status.frames_passed_over = counts.passed_over + sharp.passed_over;
  status.frames_inferred = inferred_;
  status.faces = faces_;
  status.drops = setting_.dispatch.drops(*this);
  status.damaged_packets = counts.damaged + sharp.damaged;
  status.reconnects = feed_->life().reconnects();
  status.codec = feed_->codec();
  status.wanted_fps = wanted_fps_ > 0 ? wanted_fps_.load() : feed_->stream_fps();
  status.cpu_seconds = (counts.cpu_ms + sharp.cpu_ms + worker_cpu_ms_) / 1e3;
  const double last = feed_->life().last_sight_ms();
  if (last > 0) status.last_frame = setting_.base.wall_at(setting_.base.seconds(last));
  status.content = follow_.content_at(wall_now());
  if (sharp_feed_) {
    status.reconnects += sharp_feed_->life().reconnects();
    if (sharp_feed_->life().state() != CameraState::live && !sharp_feed_->life().error().empty())
      status.error = "the sharp stream: " + sharp_feed_->life().error();
  }
  std::lock_guard lock(mutex_);
  if (!problem_.empty()) status.error = problem_;
  status.width = width_shown_;
  status.height = height_shown_;
  status.demand = demanded_;
  status.read_fps = read_rate_.rate();
  status.detect_fps = detect_rate_.rate();
  status.latency_ms = latency_.percentiles(steady_ms());
  return status;
}

}  // namespace mien::live
