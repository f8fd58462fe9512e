#include "face/quality.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace mien::face {
namespace {

float along(Point a, Point b) { return a.x * b.x + a.y * b.y; }
Point minus(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }
bool is_finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

/// Angle whose tangent is `opposite` / `adjacent`, as a share of a right angle: −1..1.
float turn(float opposite, float adjacent) {
  return std::atan2(opposite, std::abs(adjacent)) * 2 / std::numbers::pi_v<float>;
}

/// Rough angles from how far the nose tip stands off the plane of eyes and mouth. On an adult face
/// the tip lies about 0.43 eye distances in front of that plane, and 0.52 of the way from the eyes
/// down to the mouth. Positive yaw: the nose points to the picture's right; positive pitch: down.
/// Zero where the points have no extent.
Pose pose_from(const Landmarks& points) {
  constexpr float kNoseDepth =
      0.43f;  // in eye distances, and about as much of the way from eyes to mouth
  constexpr float kNoseHeight = 0.52f;
  if (!std::ranges::all_of(points, is_finite)) return {};
  const auto [left_eye, right_eye, nose, left_mouth, right_mouth] = points;
  const Point eyes = middle(left_eye, right_eye);
  const Point across = minus(right_eye, left_eye);
  const Point down = minus(middle(left_mouth, right_mouth), eyes);
  const Point tip = minus(nose, eyes);
  Pose pose;
  const float width2 = along(across, across), height2 = along(down, down);
  if (width2 > 0) pose.yaw = turn(along(tip, across), kNoseDepth * width2);
  if (height2 > 0)
    pose.pitch = turn(along(tip, down) - kNoseHeight * height2, kNoseDepth * height2);
  return std::isfinite(pose.yaw) && std::isfinite(pose.pitch) ? pose : Pose{};
}

/// Variance of the 4-neighbour Laplacian over the inner pixels. Of colour, green speaks for luma:
/// it carries most of it, in either channel order.
float sharpness_of(const Canvas& crop) {
  if (crop.data == nullptr || crop.width < 3 || crop.height < 3) return 0;
  const int step = crop.channels(), first = step == 3 ? 1 : 0;
  double sum = 0, squares = 0;
  for (int y = 1; y + 1 < crop.height; ++y) {
    const std::uint8_t* row = crop.data + static_cast<std::ptrdiff_t>(y) * crop.stride + first;
    const std::uint8_t *above = row - crop.stride, *below = row + crop.stride;
    std::int64_t row_sum = 0, row_squares = 0;
    for (int x = step; x < (crop.width - 1) * step; x += step) {
      const int value = row[x - step] + row[x + step] + above[x] + below[x] - 4 * row[x];
      row_sum += value;
      row_squares += value * value;
    }
    sum += static_cast<double>(row_sum);
    squares += static_cast<double>(row_squares);
  }
  const double count = static_cast<double>(crop.width - 2) * (crop.height - 2);
  const double mean = sum / count;
  return static_cast<float>(std::max(0.0, squares / count - mean * mean));
}

/// Share of the face beyond the picture. Detectors cut their boxes at its border but let landmarks
/// lie beyond, so both are asked.
float share_outside(const Detection& face, float width, float height) {
  const Box& box = face.box;
  const float w = std::min(box.right(), width) - std::max(box.x, 0.0f);
  const float h = std::min(box.bottom(), height) - std::max(box.y, 0.0f);
  const float outside = box.area() > 0 ? 1 - std::max(w, 0.0f) * std::max(h, 0.0f) / box.area() : 1;
  if (!face.landmarks) return outside;
  const auto beyond = std::ranges::count_if(*face.landmarks, [&](const Point& p) {
    return !(p.x >= 0 && p.x <= width && p.y >= 0 && p.y <= height);
  });
  return std::max(outside, static_cast<float>(beyond) / static_cast<float>(face.landmarks->size()));
}

}  // namespace

Pose pose_of(const Detection& face) { return face.landmarks ? pose_from(*face.landmarks) : Pose{}; }

Doubt doubt_before_crop(const Detection& face, int frame_width, int frame_height,
                        const QualityLimits& limits) {
  // Comparisons are written so that what is not a number counts against the face.
  if (!(face.box.h >= limits.min_height)) return Doubt::too_small;
  const float outside =
      share_outside(face, static_cast<float>(frame_width), static_cast<float>(frame_height));
  if (!(outside <= limits.max_outside)) return Doubt::cut_off;
  if (std::abs(pose_of(face).yaw) > limits.max_yaw) return Doubt::turned_away;
  return Doubt::none;
}

Quality assess(const Detection& face, const Canvas& crop) {
  // Half-way points. Size: mini-XCEPTION is right on 35 % of faces of 16 px, 58 % at 32, 70 % at
  // 48, and hardly more beyond. Sharpness: see QualityLimits.
  constexpr float kSize = 32, kSharpness = 30;
  const Pose pose = pose_of(face);
  Quality quality;
  quality.sharpness = sharpness_of(crop);
  quality.yaw = pose.yaw;
  quality.pitch = pose.pitch;
  const float height = std::isfinite(face.box.h) ? std::max(face.box.h, 0.0f) : 0;
  const float size = 1 - std::exp(-height / kSize);
  const float sharp = quality.sharpness / (quality.sharpness + kSharpness);
  const float right_angle = std::numbers::pi_v<float> / 2;
  const float frontal = std::cos(pose.yaw * right_angle) * std::cos(pose.pitch * right_angle);
  const float sure = std::isfinite(face.confidence) ? std::clamp(face.confidence, 0.0f, 1.0f) : 0;
  quality.overall = std::clamp(size * sharp * frontal * sure, 0.0f, 1.0f);
  return quality;
}

Doubt doubt_after_crop(const Quality& quality, const QualityLimits& limits) {
  return quality.sharpness >= limits.min_sharpness ? Doubt::none : Doubt::blurred;
}

}  // namespace mien::face
