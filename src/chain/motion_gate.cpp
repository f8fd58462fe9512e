#include "chain/motion_gate.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mien::chain {

namespace {

constexpr int kMotionLevels = 8, kLeastMotionLevels = 3;  // the least: above a sensor's noise
constexpr double kShareOfContrast = 0.25;
constexpr double kClockSlack = 1e-3;  ///< seconds: times are rounded

/// Gray levels beyond which something moved. In the dark, and behind haze, a person differs from
/// the wall by less than in good light, as everything does from everything there. What is black is
/// not asked: it is what masks cover, as a rule.
int motion_levels(const SmallLuma& small) {
  double sum = 0, squares = 0, count = 0;
  for (const std::uint8_t pixel : small.pixels) {
    sum += pixel;
    squares += pixel * pixel;
    count += pixel != 0;
  }
  if (count == 0) return kLeastMotionLevels;
  const double mean = sum / count,
               deviation = std::sqrt(std::max(0.0, squares / count - mean * mean));
  return std::clamp(static_cast<int>(kShareOfContrast * deviation), kLeastMotionLevels,
                    kMotionLevels);
}

void black_out(const Masks& masks, SmallLuma& small) {
  masks.paint({.data = small.pixels.data(),
               .width = small.width,
               .height = small.height,
               .stride = small.width,
               .format = PixelFormat::gray},
              {.width = small.width, .height = small.height});
}

}  // namespace

void shrink(const Frame& frame, const Masks& masks, SmallLuma& small) {
  shrink(frame.planes[0], frame.strides[0], frame.width, frame.height, small);
  if (frame.rotation == 0) black_out(masks, small);
}

bool moved(const SmallLuma& before, const SmallLuma& now) {
  return moved(before, now, motion_levels(before));
}

bool MotionGate::comparable(const Frame& frame) const {
  const double passed = frame.info.seconds - searched_s_;
  return known_ && frame.width == width_ && frame.height == height_ &&
         frame.rotation == rotation_ && passed >= 0 && passed < kMostSeconds - kClockSlack;
}

bool MotionGate::due(const Frame& frame, const Masks& masks) {
  if (frame.still) {
    restart();
    return true;
  }
  shrink(frame, masks, now_);
  if (comparable(frame) && !moved(searched_, now_)) return false;
  std::swap(searched_, now_);
  width_ = frame.width;
  height_ = frame.height;
  rotation_ = frame.rotation;
  searched_s_ = frame.info.seconds;
  known_ = true;
  return true;
}

}  // namespace mien::chain
