#pragma once
/// \file A live runtime under observation.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "live/live.h"
#include "servers/server.h"
#include "video/make_clip.h"
#include "video/read_all.h"

namespace mien::test {

/// Remembers what cameras showed.
class Witness : public Sink {
 public:
  struct Camera {
    std::vector<FrameResult> frames;
    std::vector<Track> tracks;
    std::vector<CameraStatus> changes;
    std::vector<bool> gone;
  };

  void frame(const std::string& camera, const FrameResult& result) override {
    note([&] { cameras_[camera].frames.push_back(result); });
  }
  void track(const std::string& camera, const Track& track) override {
    note([&] { cameras_[camera].tracks.push_back(track); });
  }
  void camera(const CameraStatus& status, bool gone) override {
    note([&] {
      cameras_[status.name].changes.push_back(status);
      cameras_[status.name].gone.push_back(gone);
    });
  }

  Camera of(const std::string& camera) const {
    std::lock_guard lock(mutex_);
    const auto found = cameras_.find(camera);
    return found == cameras_.end() ? Camera{} : found->second;
  }
  std::size_t frames(const std::string& camera) const { return of(camera).frames.size(); }

 private:
  void note(const std::function<void()>& what) {
    std::lock_guard lock(mutex_);
    what();
  }
  mutable std::mutex mutex_;
  std::map<std::string, Camera> cameras_;
};

/// Polls until it holds; false after a time that no healthy machine needs.
inline bool eventually(const std::function<bool()>& holds, double seconds = 40) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < end) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return holds();
}

class LiveTest : public testing::Test {
 protected:
  /// HOG on small pictures needs no model file, and little time. Builds without dlib take a
  /// network.
  static RunConfig light_config() {
    RunConfig config;
#ifdef MIEN_WITH_DLIB
    config.detector = "hog";
    config.upsample = 0;
    config.build = "generic";
    config.color = "gray";
#endif
    config.emotion = "none";
    config.precision = Precision::f32;
    config.width = 128;
    config.detect_fps = 5;
    config.workers = 1;
    config.live.stall_seconds = 2;
    return config;
  }
  void SetUp() override {
#ifndef MIEN_WITH_DLIB
    if (!has_model("retinaface-mnet025.onnx"))
      GTEST_SKIP() << "without dlib this needs retinaface in MIEN_MODELS_DIR: mien models pull";
#endif
  }
  static CameraConfig camera(const std::string& name, const std::string& input) {
    return {.name = name, .input = input};
  }

  static std::filesystem::path models_dir() {
    const char* folder = std::getenv("MIEN_MODELS_DIR");
    return folder ? folder : "";
  }
  static bool has_model(const std::string& file) {
    return !models_dir().empty() && std::filesystem::exists(models_dir() / file);
  }

  void start(const RunConfig& config) {
    live_ = std::make_unique<live::LiveRuntime>(
        config,
        ModelStorePaths{std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml",
                        models_dir()},
        std::vector<Sink*>{&witness_});
    live_->start();
  }
  CameraStatus status(const std::string& name) const {
    for (const CameraStatus& each : live_->cameras())
      if (each.name == name) return each;
    return {};
  }
  bool is(const std::string& name, CameraState state) const { return status(name).state == state; }
  bool comes_live(const std::string& name) {
    return eventually([&] { return is(name, CameraState::live) && witness_.frames(name) > 0; });
  }
  /// `more` further frames were searched.
  bool goes_on(const std::string& name, std::size_t more = 3) {
    const std::size_t before = witness_.frames(name);
    return eventually([&] { return witness_.frames(name) >= before + more; });
  }
  std::string clip(const std::string& name, ClipSpec spec, const Painter& paint = paint_moving) {
    make_clip(folder_ / name, spec, paint);
    return (folder_ / name).string();
  }

  TemporaryFolder folder_;
  Witness witness_;
  std::unique_ptr<live::LiveRuntime> live_;
};

}  // namespace mien::test
