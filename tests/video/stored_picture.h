#pragma once
/// \file Frames made by formula, for tests of the scaler, the cropper and the overlay.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "mien/frame.h"

namespace mien::video {

/// A stored picture that owns its planes.
class StoredPicture {
 public:
  StoredPicture(int width, int height, int rotation = 0)
      : luma_(static_cast<std::size_t>(width) * height),
        u_(chroma_size(width, height), 128),
        v_(chroma_size(width, height), 128) {
    frame_.width = width;
    frame_.height = height;
    frame_.rotation = rotation;
    frame_.full_range = true;
    frame_.info.width = rotation % 180 == 0 ? width : height;
    frame_.info.height = rotation % 180 == 0 ? height : width;
    frame_.planes[0] = luma_.data();
    frame_.planes[1] = u_.data();
    frame_.planes[2] = v_.data();
    frame_.strides[0] = width;
    frame_.strides[1] = frame_.strides[2] = (width + 1) / 2;
  }
  StoredPicture(const StoredPicture&) = delete;
  StoredPicture& operator=(const StoredPicture&) = delete;

  Frame& frame() { return frame_; }
  std::uint8_t& luma(int x, int y) { return luma_[static_cast<std::size_t>(y) * frame_.width + x]; }
  std::uint8_t& u(int x, int y) { return u_[static_cast<std::size_t>(y) * frame_.strides[1] + x]; }
  std::uint8_t& v(int x, int y) { return v_[static_cast<std::size_t>(y) * frame_.strides[1] + x]; }

  void draw(const std::function<double(double x, double y)>& value) {
    for (int y = 0; y < frame_.height; ++y)
      for (int x = 0; x < frame_.width; ++x)
        luma(x, y) = static_cast<std::uint8_t>(std::lround(value(x + 0.5, y + 0.5)));
  }
  /// A soft bright dot on dark ground.
  void draw_dot(double cx, double cy, double radius) {
    draw([=](double x, double y) {
      return 20 + 220 * std::exp(-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (radius * radius));
    });
  }
  void draw_noise(unsigned seed) {
    std::mt19937 random(seed);
    for (auto* plane : {&luma_, &u_, &v_})
      for (auto& byte : *plane) byte = static_cast<std::uint8_t>(random());
  }

 private:
  static std::size_t chroma_size(int width, int height) {
    return static_cast<std::size_t>((width + 1) / 2) * ((height + 1) / 2);
  }
  Frame frame_;
  std::vector<std::uint8_t> luma_, u_, v_;
};

/// A canvas that owns its bytes; rows are wider than the picture, as real ones may be.
class OwnCanvas {
 public:
  OwnCanvas(int width, int height, PixelFormat format) {
    canvas_ = {nullptr, width, height, 0, format};
    canvas_.stride = width * canvas_.channels() + 5;
    bytes_.assign(static_cast<std::size_t>(canvas_.stride) * height, 77);
    canvas_.data = bytes_.data();
  }
  const Canvas& canvas() const { return canvas_; }
  int at(int x, int y, int channel = 0) const {
    return bytes_[static_cast<std::size_t>(y) * canvas_.stride + x * canvas_.channels() + channel];
  }
  /// Bytes between the rows, which nobody may write to.
  bool margins_untouched() const {
    for (int y = 0; y < canvas_.height; ++y)
      for (int i = canvas_.width * canvas_.channels(); i < canvas_.stride; ++i)
        if (bytes_[static_cast<std::size_t>(y) * canvas_.stride + i] != 77) return false;
    return true;
  }
  /// Where the light above level 20 is centred, in canvas pixels (pixel i covers i..i+1).
  Point centroid(int width, int height) const {
    double sum = 0, sx = 0, sy = 0;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const double light = std::max(0, at(x, y) - 22);
        sum += light;
        sx += light * (x + 0.5);
        sy += light * (y + 0.5);
      }
    return {static_cast<float>(sx / sum), static_cast<float>(sy / sum)};
  }

 private:
  Canvas canvas_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace mien::video
