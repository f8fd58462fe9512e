#include "serve/config_desk.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "mien/error.h"

#include "serve/http.h"

namespace mien::serve {

namespace {

const CameraConfig* find(const RunConfig& config, const std::string& name) {
  const auto found = std::ranges::find(config.cameras, name, &CameraConfig::name);
  return found == config.cameras.end() ? nullptr : &*found;
}

Change difference(const RunConfig& old, const RunConfig& next) {
  Change change;
  for (const CameraConfig& camera : next.cameras) {
    const CameraConfig* before = find(old, camera.name);
    auto& list = !before ? change.added : *before == camera ? change.unchanged : change.changed;
    list.push_back(camera.name);
  }
  for (const CameraConfig& camera : old.cameras)
    if (!find(next, camera.name)) change.removed.push_back(camera.name);
  return change;
}

/// The configuration in force with what can change while it runs taken from `next`; the rest, where
/// it differs, is named in `restart`.
RunConfig merged(const RunConfig& old, const RunConfig& next, std::vector<std::string>& restart) {
  RunConfig result = old;
  result.cameras = next.cameras;
  result.contents = next.contents;
  result.notice = next.notice;
  result.server.admin_token = next.server.admin_token;
  result.server.read_token = next.server.read_token;
  result.server.rate_token = next.server.rate_token;
  result.server.raw_video = next.server.raw_video;
  result.server.camera_inputs = next.server.camera_inputs;
  result.audience.rating_window_minutes = next.audience.rating_window_minutes;
  const auto compare = [&](const char* key, const auto& before, const auto& after) {
    if (!(before == after)) restart.push_back(key);
  };
  const auto detect = [](const RunConfig& config) {
    return std::tuple(config.detect_fps, config.width, config.min_confidence, config.upsample,
                      config.color, config.build, config.blas);
  };
  compare("server", result.server, next.server);
  compare("storage", std::pair(old.sqlite, old.retention_days),
          std::pair(next.sqlite, next.retention_days));
  compare("audience", result.audience, next.audience);
  compare("live", old.live, next.live);
  compare("detect", detect(old), detect(next));
  compare("detector", old.detector, next.detector);
  compare("emotion", old.emotion, next.emotion);
  compare("precision", old.precision, next.precision);
  compare("workers", old.workers, next.workers);
  return result;
}

}  // namespace

ConfigDesk::ConfigDesk(RunConfig config)
    : config_(std::make_shared<const RunConfig>(std::move(config))) {}

std::shared_ptr<const RunConfig> ConfigDesk::now() const {
  std::lock_guard lock(mutex_);
  return config_;
}

std::uint64_t ConfigDesk::generation() const {
  std::lock_guard lock(mutex_);
  return generation_;
}

void ConfigDesk::open(Cameras* cameras, Prepare prepare, Prepare applied) {
  std::lock_guard lock(changing_);
  cameras_ = cameras;
  prepare_ = std::move(prepare);
  applied_ = std::move(applied);
}

void ConfigDesk::close() {
  std::lock_guard lock(changing_);
  cameras_ = nullptr;
  prepare_ = {};  // what they hold may go before this desk
  applied_ = {};
}

void ConfigDesk::apply(RunConfig next) {
  if (!cameras_)
    throw Refusal{503,
                  "cameras",
                  "the server is still starting",
                  "try again in a moment",
                  {{"Retry-After", "2"}}};
  prepare_(next);
  cameras_->apply(next);
  auto shared = std::make_shared<const RunConfig>(std::move(next));
  {
    std::lock_guard lock(mutex_);
    config_ = shared;
    ++generation_;
  }
  applied_(*shared);
}

Change ConfigDesk::reload(RunConfig next) {
  std::lock_guard lock(changing_);
  const auto old = now();
  std::vector<std::string> restart;
  next = merged(*old, next, restart);
  Change change = difference(*old, next);
  change.restart = std::move(restart);
  apply(std::move(next));
  return change;
}

bool ConfigDesk::put(const CameraConfig& camera) {
  std::lock_guard lock(changing_);
  RunConfig next = *now();
  const auto found = std::ranges::find(next.cameras, camera.name, &CameraConfig::name);
  const bool added = found == next.cameras.end();
  if (added)
    next.cameras.push_back(camera);
  else
    *found = camera;
  apply(std::move(next));
  return added;
}

bool ConfigDesk::remove(const std::string& name) {
  std::lock_guard lock(changing_);
  RunConfig next = *now();
  if (std::erase_if(next.cameras, [&](const auto& one) { return one.name == name; }) == 0)
    return false;
  apply(std::move(next));
  return true;
}

std::vector<std::string> content_names(const RunConfig& config) {
  std::set<std::string> names;
  for (const auto& [name, content] : config.contents) names.insert(name);
  for (const CameraConfig& camera : config.cameras) {
    names.insert(camera.content);
    for (const ShowingConfig& showing : camera.showings) names.insert(showing.content);
  }
  names.erase("");
  return {names.begin(), names.end()};
}

std::string title_of(const RunConfig& config, const std::string& content) {
  const auto found = config.contents.find(content);
  return found == config.contents.end() || found->second.title.empty() ? content
                                                                       : found->second.title;
}

}  // namespace mien::serve
