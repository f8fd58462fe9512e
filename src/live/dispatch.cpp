#include "live/dispatch.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/clock.h"

namespace mien::live {

void Dispatch::max_latency(double ms) {
  std::lock_guard lock(mutex_);
  max_latency_ms_ = ms;
}

void Dispatch::add(const std::shared_ptr<CameraSlot>& camera) {
  std::lock_guard lock(mutex_);
  cameras_.push_back(camera);
}

void Dispatch::remove(const std::shared_ptr<CameraSlot>& camera) {
  std::unique_lock lock(mutex_);
  std::erase(cameras_, camera);
  camera->shot_.reset();
  freed_.wait(lock, [&] { return !camera->busy_; });
}

bool Dispatch::wants(const CameraSlot& camera) const {
  std::lock_guard lock(mutex_);
  return camera.owed_ || camera.shot_;
}

// A search that was due and never takes place is a drop: one that is due comes while another waits.
// A newer picture for the one that waits is none.
void Dispatch::post(CameraSlot& camera, Shot shot) {
  Shot older;  // lets go of its planes outside of the lock
  {
    std::lock_guard lock(mutex_);
    const bool one_waits = camera.shot_ || camera.owed_;
    if (one_waits && shot.due) drop(camera);
    if (!one_waits) camera.due_ms_ = shot.complete_ms;
    if (camera.shot_)
      older = std::exchange(*camera.shot_, std::move(shot));
    else
      camera.shot_ = std::move(shot);
    camera.owed_ = false;
  }
  changed_.notify_one();
}

void Dispatch::drop(CameraSlot& camera) {
  ++camera.drops_;
  ++counts_.dropped;
}

void Dispatch::post_lost(CameraSlot& camera) {
  std::optional<Shot> older;  // as above
  {
    std::lock_guard lock(mutex_);
    if (camera.shot_) drop(camera);
    older = std::exchange(camera.shot_, std::nullopt);
    camera.lost_ms_ = steady_ms();
  }
  changed_.notify_one();
}

std::int64_t Dispatch::drops(const CameraSlot& camera) const {
  std::lock_guard lock(mutex_);
  return camera.drops_;
}

void Dispatch::discard_old(double now) {
  for (const auto& camera : cameras_) {
    if (!camera->shot_ || camera->busy_ || camera->shot_->lone) continue;
    if (now - camera->shot_->complete_ms <= max_latency_ms_) continue;
    camera->shot_.reset();
    camera->owed_ = true;
  }
}

/// The camera that has waited longest; those whose people have gone have some time, and no more:
/// where there is always a picture that waits, their stays would never end.
std::shared_ptr<CameraSlot> Dispatch::next(double now) {
  discard_old(now);
  std::shared_ptr<CameraSlot> latest;
  double since = std::numeric_limits<double>::infinity();
  const auto wait = [&](const std::shared_ptr<CameraSlot>& camera, double begun) {
    if (begun >= since) return;
    since = begun;
    latest = camera;
  };
  for (const auto& camera : cameras_) {
    if (camera->busy_) continue;
    if (camera->shot_) wait(camera, camera->due_ms_);
    if (camera->lost_ms_) wait(camera, *camera->lost_ms_ + kLostPatienceMs);
  }
  return latest;
}

bool Dispatch::take(Turn& turn, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] { return (turn.camera = next(steady_ms())) != nullptr; });
  if (stop.stop_requested()) return false;
  turn.camera->busy_ = true;
  turn.shot = std::exchange(turn.camera->shot_, std::nullopt);
  turn.lost = std::exchange(turn.camera->lost_ms_, std::nullopt).has_value();
  busy_ms_ -= steady_ms();
  ++turns_;
  return true;
}

void Dispatch::done(Turn& turn) {
  const bool served = turn.shot.has_value();
  turn.shot.reset();
  {
    std::lock_guard lock(mutex_);
    busy_ms_ += steady_ms();
    --turns_;
    counts_.served += served;
    turn.camera->busy_ = false;
  }
  freed_.notify_all();
  changed_.notify_all();
}

void Dispatch::work(WorkerDesk& desk, const std::stop_token& stop) {
  for (Turn turn; take(turn, stop); done(turn)) try {
      if (turn.lost) turn.camera->lost();
      if (turn.shot) turn.camera->serve(desk, *turn.shot);
    } catch (...) {  // a defect; who removes the camera must not wait for ever
      done(turn);
      throw;
    }
}

double Dispatch::busy_ms() const {
  std::lock_guard lock(mutex_);
  return busy_ms_ + turns_ * steady_ms();
}

Dispatch::Counts Dispatch::take_counts() {
  std::lock_guard lock(mutex_);
  return std::exchange(counts_, {});
}

}  // namespace mien::live
