#include "emotion/crop.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mien::emotion {
namespace {

/// Eyes nearer to each other than this share of the box width belong to a profile: their angle is
/// noise.
constexpr float kMinEyeDistance = 0.15f;
constexpr float kMaxRoll = std::numbers::pi_v<float> / 3;
/// Far beyond any picture, and still safe to multiply.
constexpr float kFarthest = 1e6f;

float finite_or_zero(float value) {
  return std::isfinite(value) ? std::clamp(value, -kFarthest, kFarthest) : 0;
}

float roll_of(const Landmarks& points, float box_width) {
  const float dx = points[1].x - points[0].x, dy = points[1].y - points[0].y;
  if (!(std::hypot(dx, dy) >= kMinEyeDistance * box_width) || !(box_width > 0)) return 0;
  const float roll = std::atan2(dy, dx);
  return std::abs(roll) <= kMaxRoll ? roll : 0;
}

}  // namespace

CropSpec crop_for(const Detection& detection, double scale, bool align) {
  const Box& box = detection.box;
  CropSpec crop;
  crop.center = {finite_or_zero(box.x + box.w / 2), finite_or_zero(box.y + box.h / 2)};
  crop.side = std::max(1.0f, finite_or_zero(static_cast<float>(scale) * box.h));
  if (align && detection.landmarks) {
    crop.roll = finite_or_zero(roll_of(*detection.landmarks, box.w));
  }
  return crop;
}

}  // namespace mien::emotion
