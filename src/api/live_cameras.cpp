/// mien/live.h: the live runtime, its callbacks and the caller's sinks.

#include <mutex>
#include <set>
#include <utility>

#include "mien/error.h"
#include "mien/live.h"

#include "api/ear.h"
#include "base/crew.h"
#include "base/time.h"
#include "config/cameras.h"
#include "live/live.h"
#include "stays/schedule.h"

namespace mien {

namespace {

std::vector<std::string> content_names(const RunConfig& config) {
  std::set<std::string> names = audience::contents_of(config.cameras);
  for (const auto& [name, content] : config.contents) names.insert(name);
  return {names.begin(), names.end()};
}

live::LiveHooks hooks_of(const LiveSetup& setup, api::Ear& ear) {
  live::LiveHooks hooks;
  hooks.ticked = [&ear] { ear.tick(); };
  hooks.broke = [told = setup.callbacks.broke](const std::string& thread,
                                               const std::exception_ptr& why) {
    if (!told) return;
    try {
      told(thread + ": " + words_of(why));
    } catch (...) {  // the thread ends whatever is said of it
    }
  };
  hooks.stages = setup.stages;
  return hooks;
}

}  // namespace

class LiveCameras::Impl {
 public:
  Impl(const RunConfig& config, const ModelStorePaths& models, LiveSetup setup)
      : config_(config),
        ear_(config.audience, setup.sinks, setup.callbacks),
        live_(config, models, {&ear_}, hooks_of(setup, ear_), setup.clock) {
    ear_.set_contents(content_names(config));
  }
  ~Impl() {
    try {
      stop();
    } catch (...) {  // a sink that cannot close: `stop` says so to whoever asks
    }
  }

  void start() {
    std::lock_guard lock(mutex_);
    if (running_) return;
    if (over_)
      throw Error(ErrorKind::usage, "live cameras", "were stopped",
                  "make another LiveCameras: each starts once");
    ear_.open(info());
    running_ = true;
    live_.start();
  }

  void stop() {
    std::lock_guard lock(mutex_);
    if (!std::exchange(running_, false)) return;
    over_ = true;
    live_.stop();
    ear_.end(info(), live_.cameras());
  }

  std::vector<CameraStatus> status() const {
    std::vector<CameraStatus> all = live_.cameras();
    const std::string trouble = ear_.trouble();
    for (CameraStatus& camera : all)
      if (camera.error.empty()) camera.error = trouble;
    return all;
  }

  void apply(const RunConfig& config) {
    std::lock_guard lock(mutex_);
    take(config);
  }

  void put(const CameraConfig& camera) {
    std::lock_guard lock(mutex_);
    RunConfig next = config_;
    config::put_camera(next, camera);
    take(next);
  }

  bool remove(const std::string& name) {
    std::lock_guard lock(mutex_);
    RunConfig next = config_;
    if (!config::remove_camera(next, name)) return false;
    take(next);
    return true;
  }

  RunInfo info() const {
    RunInfo info = live_.info();
    info.started_at = rfc3339(live_.base());
    return info;
  }
  live::LiveRuntime& live() { return live_; }

 private:
  void take(const RunConfig& config) {
    live_.apply(config);
    config_ = config;
    ear_.set_contents(content_names(config));
  }

  std::mutex mutex_;  ///< one change at a time
  RunConfig config_;
  bool running_ = false, over_ = false;
  api::Ear ear_;
  live::LiveRuntime live_;
};

LiveCameras::LiveCameras(const RunConfig& config, const ModelStorePaths& models, LiveSetup setup)
    : impl_(std::make_unique<Impl>(config, models, std::move(setup))) {}
LiveCameras::~LiveCameras() = default;

void LiveCameras::start() { impl_->start(); }
void LiveCameras::stop() { impl_->stop(); }
void LiveCameras::put(const CameraConfig& camera) { impl_->put(camera); }
bool LiveCameras::remove(const std::string& camera) { return impl_->remove(camera); }
void LiveCameras::apply(const RunConfig& config) { impl_->apply(config); }
std::vector<CameraStatus> LiveCameras::status() const { return impl_->status(); }
RunInfo LiveCameras::info() const { return impl_->info(); }
WallTime LiveCameras::base() const { return impl_->live().base(); }
double LiveCameras::busy() const { return impl_->live().busy(); }
std::optional<std::vector<std::uint8_t>> LiveCameras::picture(const std::string& camera) const {
  return impl_->live().picture(camera, live::Shown::blurred);
}

}  // namespace mien
