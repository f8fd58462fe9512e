#pragma once
/// \file Stages of our own that need no model: a detector that takes what is bright for a face, a
/// classifier that is as sure as it is told to be, a source whose spot wanders.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "mien/pipeline.h"

namespace mien::test {

class BrightSpot : public Detector {
 public:
  Canvas canvas(int, int) override {
    return {bytes_.data(), kSide, kSide, kSide, PixelFormat::gray};
  }
  std::vector<Detection> detect(const Letterbox& box) override {
    int left = kSide, top = kSide, right = -1, bottom = -1;
    for (int y = 0; y < box.height; ++y)
      for (int x = 0; x < box.width; ++x) {
        if (bytes_[static_cast<std::size_t>(y * kSide + x)] < 160) continue;
        left = std::min(left, x), right = std::max(right, x);
        top = std::min(top, y), bottom = std::max(bottom, y);
      }
    if (right < 0) return {};
    return {{.box = {static_cast<float>(left) * box.scale_x, static_cast<float>(top) * box.scale_y,
                     static_cast<float>(right - left + 1) * box.scale_x,
                     static_cast<float>(bottom - top + 1) * box.scale_y},
             .confidence = 0.9f}};
  }

 private:
  static constexpr int kSide = 160;
  std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(kSide * kSide);
};

inline OwnDetector bright_spot() {
  return {{.name = "bright-spot"}, [](int) { return std::make_unique<BrightSpot>(); }};
}

/// Says happiness of whatever it is shown.
class Happy : public Classifier {
 public:
  explicit Happy(float sure) : sure_(sure) {}
  CropSpec crop(const Detection& face) const override {
    return {.center = face.box.center(), .side = face.box.h};
  }
  Canvas canvas(std::size_t slot) override {
    if (slots_.size() <= slot) slots_.resize(slot + 1, std::vector<std::uint8_t>(32 * 32));
    return {slots_[slot].data(), 32, 32, 32, PixelFormat::gray};
  }
  void classify(std::span<Expression> out) override {
    for (Expression& each : out) {
      each = {.label = Emotion::happiness, .confidence = sure_, .valence = 0.8f};
      each.probabilities[static_cast<std::size_t>(Emotion::happiness)] = sure_;
      each.probabilities[0] = 1 - sure_;
    }
  }

 private:
  const float sure_;
  std::vector<std::vector<std::uint8_t>> slots_;
};

/// Grey pictures of 320 × 240 with a checkered bright square of 80 that moves a pixel a frame;
/// `frames` of them, or for ever, at `pace` (zero: as fast as they are asked for).
class Wanderer : public Source {
 public:
  Wanderer(std::string name, std::int64_t frames, std::chrono::milliseconds pace = {},
           std::stop_token stop = {})
      : frames_(frames), pace_(pace), stop_(std::move(stop)) {
    info_ = {.name = std::move(name), .width = kWidth, .height = kHeight, .fps = 10};
    if (frames > 0) info_.frames = frames, info_.seconds = static_cast<double>(frames) / 10;
    info_.live = frames == 0;
  }
  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override { return {{}}; }
  void seek(const Segment&) override { next_ = 0; }
  bool read(Frame& frame) override {
    if (stop_.stop_requested() || (frames_ > 0 && next_ == frames_)) return false;
    std::this_thread::sleep_for(pace_);
    std::fill(luma_.begin(), luma_.end(), std::uint8_t{60});
    const int x0 = 40 + static_cast<int>(next_ % 100);
    for (int y = 60; y < 140; ++y)
      for (int x = x0; x < x0 + 80; ++x)
        luma_[static_cast<std::size_t>(y * kWidth + x)] = (x / 8 + y / 8) % 2 ? 235 : 190;
    frame = {};
    frame.info = {.index = next_,
                  .seconds = static_cast<double>(next_) / 10,
                  .width = kWidth,
                  .height = kHeight};
    frame.planes[0] = luma_.data();
    frame.planes[1] = frame.planes[2] = chroma_.data();
    frame.strides[0] = kWidth;
    frame.strides[1] = frame.strides[2] = kWidth / 2;
    frame.width = kWidth;
    frame.height = kHeight;
    ++next_;
    return true;
  }
  std::int64_t damaged_packets() const override { return 0; }
  std::string damage() const override { return {}; }

 private:
  static constexpr int kWidth = 320, kHeight = 240;
  StreamInfo info_;
  const std::int64_t frames_;
  const std::chrono::milliseconds pace_;
  const std::stop_token stop_;
  std::int64_t next_ = 0;
  std::vector<std::uint8_t> luma_ = std::vector<std::uint8_t>(kWidth * kHeight);
  std::vector<std::uint8_t> chroma_ = std::vector<std::uint8_t>(kWidth * kHeight / 4, 128);
};

/// All three in the place of mien's.
inline OwnStages own_stages(std::int64_t frames, std::chrono::milliseconds pace = {}) {
  OwnStages stages;
  stages.detector = bright_spot();
  stages.classifier =
      OwnClassifier{{.name = "happy"}, [] { return std::make_unique<Happy>(0.9f); }, 0.5};
  stages.source = [frames, pace](const CameraConfig& camera, std::stop_token stop) {
    return std::make_unique<Wanderer>(camera.input, frames, pace, std::move(stop));
  };
  return stages;
}

}  // namespace mien::test
