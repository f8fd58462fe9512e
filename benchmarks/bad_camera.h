#pragma once
/// \file Stills as a camera far away, in bad light, would give them.

#include <algorithm>
#include <cmath>
#include <random>

#include "eval/eval_emotion_views.h"

namespace mien::bench {

/// What a camera and a detector do to a face: once per clip, and anew in each frame.
class BadCamera {
 public:
  explicit BadCamera(std::mt19937& random) : random_(random) {
    height_ = 24 * std::pow(2.0, uniform(0, 1));  // pixels: 24, the least that is read, to 48
    gain_ = uniform(0.4, 1);
  }

  struct Shot {
    Frame frame;  ///< a view of this camera, until the next shot
    eval::CropError crop;
  };

  Shot shoot(const Frame& still) {
    const int height = std::max(20, static_cast<int>(height_ * std::exp(uniform(-0.1, 0.1))));
    const Frame small = shrinker_.shrink(still, std::min(height, still.info.height));
    picture_.resize(small.width, small.height);
    blur(small, uniform(0, 1) < 0.2 ? uniform(0.7, 1.6) : uniform(0, 0.4));
    spoil(gain_ * uniform(0.85, 1.1), uniform(1, 7));
    const auto some = [&](double most) { return static_cast<float>(uniform(-most, most)); };
    return {picture_.frame(), {"", std::exp(some(0.15)), some(0.08), some(0.08)}};
  }

  /// The face as this camera would give it without motion, noise and errors of the crop: at its
  /// distance, in its light. Takes no random number.
  Shot best(const Frame& still) {
    const Frame small = shrinker_.shrink(still, static_cast<int>(height_));
    picture_.resize(small.width, small.height);
    blur(small, 0);
    spoil(gain_, 0);
    return {picture_.frame(), {"", 1, 0, 0}};
  }

 private:
  double uniform(double least, double most) {
    return std::uniform_real_distribution(least, most)(random_);
  }

  /// Motion along the rows: a triangle of half-width 2 × `sigma` pixels.
  void blur(const Frame& in, double sigma) {
    const int reach = static_cast<int>(std::ceil(2 * sigma));
    for (int y = 0; y < in.height; ++y) {
      const std::uint8_t* row = in.planes[0] + static_cast<std::ptrdiff_t>(y) * in.strides[0];
      for (int x = 0; x < in.width; ++x) {
        double sum = 0, weights = 0;
        for (int d = -reach; d <= reach; ++d) {
          const double weight = 1 - std::abs(d) / (2 * sigma + 1);
          if (weight <= 0) continue;
          sum += weight * row[std::clamp(x + d, 0, in.width - 1)];
          weights += weight;
        }
        picture_.pixels()[y * in.width + x] = static_cast<std::uint8_t>(sum / weights + 0.5);
      }
    }
  }

  void spoil(double gain, double noise) {
    std::normal_distribution grain(0.0, 1.0);
    const Frame frame = picture_.frame();
    for (int i = 0; i < frame.width * frame.height; ++i)
      picture_.pixels()[i] = static_cast<std::uint8_t>(std::clamp(
          picture_.pixels()[i] * gain + (noise > 0 ? noise * grain(random_) : 0), 0.0, 255.0));
  }

  std::mt19937& random_;
  double height_, gain_;
  eval::Shrinker shrinker_;
  eval::GrayPicture picture_;
};

}  // namespace mien::bench
