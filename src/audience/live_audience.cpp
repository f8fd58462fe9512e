#include "audience/live_audience.h"

#include <algorithm>
#include <set>
#include <utility>

#include "stays/schedule.h"

namespace mien::audience {

namespace {

/// Stays that go on are handed to the desk so often.
constexpr std::chrono::milliseconds kOpenTime{500};

ObserverOptions observer_options(const CameraConfig& camera, const LiveAudienceOptions& options) {
  return {.camera = camera.name, .base = options.base, .limits = options.limits};
}

/// Who is known is still there, in front of nothing.
FrameResult before_nothing(FrameResult result) {
  for (Face& face : result.faces) face.content.clear();
  return result;
}

/// Do stays mean the same under both?
bool same_audience(const CameraConfig& a, const CameraConfig& b) {
  return a.content == b.content && a.showings == b.showings && a.zones == b.zones;
}

}  // namespace

/// Used under its own lock.
struct LiveAudience::Camera {
  Camera(const CameraConfig& own, const LiveAudienceOptions& options, bool is_suspended)
      : config(own), observer(observer_options(own, options)), suspended(is_suspended) {}

  std::mutex mutex;
  const CameraConfig config;
  Observer observer;
  std::vector<Exposure> done;
  WallTime opened;  ///< when open stays were handed over
  bool ended = false, suspended;
};

LiveAudience::LiveAudience(StoreDesk& desk, Tallies& tallies, LiveAudienceOptions options)
    : desk_(desk), tallies_(tallies), options_(std::move(options)) {}

LiveAudience::~LiveAudience() {
  for (auto& [name, camera] : cameras_) end(*camera);
}

void LiveAudience::apply(std::span<const CameraConfig> cameras,
                         const std::map<std::string, ContentConfig>& contents,
                         const std::set<std::string>& suspended) {
  std::set<std::string> shown = contents_of(cameras);
  for (const auto& [name, content] : contents) shown.insert(name);
  std::map<std::string, std::shared_ptr<Camera>> next;
  std::unique_lock lock(mutex_);
  for (const CameraConfig& camera : cameras) {
    const auto known = cameras_.find(camera.name);
    if (known != cameras_.end() && same_audience(known->second->config, camera))
      next[camera.name] = known->second;
    else
      next[camera.name] =
          std::make_shared<Camera>(camera, options_, suspended.contains(camera.name));
  }
  std::swap(cameras_, next);
  const auto current = cameras_;
  std::erase_if(next, [&](const auto& entry) {
    const auto still = current.find(entry.first);
    return still != current.end() && still->second == entry.second;
  });
  lock.unlock();
  for (auto& [name, camera] : next) end(*camera);
  for (const auto& [name, camera] : current) suspend(*camera, suspended.contains(name));
  tallies_.set_contents({shown.begin(), shown.end()});
}

std::shared_ptr<LiveAudience::Camera> LiveAudience::camera(const std::string& name) const {
  std::lock_guard lock(mutex_);
  const auto found = cameras_.find(name);
  return found == cameras_.end() ? nullptr : found->second;
}

void LiveAudience::end(Camera& camera) {
  std::lock_guard lock(camera.mutex);
  camera.ended = true;
  camera.observer.finish(camera.done);
  hand_over(camera);
}

void LiveAudience::suspend(Camera& camera, bool suspended) {
  std::lock_guard lock(camera.mutex);
  if (std::exchange(camera.suspended, suspended) || !suspended) return;
  camera.observer.interrupt(camera.done);
  hand_over(camera);
}

/// All stays that there were are over. Under the camera's lock.
void LiveAudience::hand_over(Camera& camera) {
  desk_.set_open(camera.config.name, {});
  desk_.add(std::exchange(camera.done, {}));
  tallies_.forget(camera.config.name);
}

void LiveAudience::frame(const std::string& name, const FrameResult& result) {
  const std::shared_ptr<Camera> camera = this->camera(name);
  if (!camera) return;
  std::lock_guard lock(camera->mutex);
  if (camera->ended) return;
  const WallTime at = result.at;
  if (camera->suspended) return camera->observer.frame(before_nothing(result), camera->done, at);
  camera->observer.frame(result, camera->done, at);
  tallies_.see(name, at, result.faces);
  if (!camera->done.empty()) desk_.add(std::exchange(camera->done, {}));
  if (at - camera->opened < kOpenTime && at >= camera->opened) return;
  camera->opened = at;
  desk_.set_open(name, camera->observer.open());
}

void LiveAudience::track(const std::string& name, const Track& track) {
  const std::shared_ptr<Camera> camera = this->camera(name);
  if (!camera) return;
  std::lock_guard lock(camera->mutex);
  if (camera->ended) return;
  camera->observer.ended(track, camera->done);
  if (!camera->done.empty()) desk_.add(std::exchange(camera->done, {}));
}

}  // namespace mien::audience
