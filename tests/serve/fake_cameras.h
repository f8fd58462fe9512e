#pragma once
/// \file A store without cameras' hardware: what the server is fed with is up to the test.

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "mien/error.h"
#include "mien/stages.h"

#include "base/time.h"
#include "live/cameras.h"

namespace mien::serve {

/// What a test reaches while the server owns the cameras.
struct FakeStore {
  std::mutex mutex;
  RunConfig config;
  Sink* sink = nullptr;      ///< the server's own
  std::vector<Sink*> sinks;  ///< all of the server's
  std::string refuses;       ///< a camera's name that `apply` finds impossible
  WallTime base = wall_now();
  std::atomic<bool> breaks{false};  ///< asking for the cameras throws what no one expects
  std::atomic<bool> hangs{false};   ///< asking for a picture waits until this is false
};

class FakeCameras : public live::Cameras {
 public:
  FakeCameras(std::shared_ptr<FakeStore> store, const RunConfig& config,
              const std::vector<Sink*>& sinks)
      : store_(std::move(store)) {
    std::lock_guard lock(store_->mutex);
    store_->config = config;
    store_->sink = sinks.front();
    store_->sinks = sinks;
  }
  void start() override {}
  void stop() override {}
  void apply(const RunConfig& config) override {
    std::lock_guard lock(store_->mutex);
    for (const CameraConfig& camera : config.cameras)
      if (camera.name == store_->refuses)
        throw Error(ErrorKind::usage, camera.name, "is impossible", "choose another");
    store_->config = config;
  }
  std::vector<CameraStatus> cameras() const override {
    if (store_->breaks) throw std::runtime_error("the cameras broke");
    std::lock_guard lock(store_->mutex);
    std::vector<CameraStatus> all;
    for (const CameraConfig& camera : store_->config.cameras) {
      CameraStatus status;
      status.name = camera.name;
      status.state = CameraState::live;
      status.content = camera.content;
      status.width = 640;
      status.height = 360;
      all.push_back(status);
    }
    return all;
  }
  RunInfo info() const override {
    RunInfo info;
    info.detector.name = "retinaface";
    info.workers = 2;
    return info;
  }
  WallTime base() const override { return store_->base; }
  double busy() const override { return 0.5; }
  std::optional<std::vector<std::uint8_t>> picture(const std::string&, live::Shown kind) override {
    while (store_->hangs) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return std::vector<std::uint8_t>{
        0xff, 0xd8, static_cast<std::uint8_t>(kind == live::Shown::raw ? 'r' : 'b')};
  }

 private:
  std::shared_ptr<FakeStore> store_;
};

}  // namespace mien::serve
