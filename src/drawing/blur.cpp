#include "drawing/blur.h"

#include <algorithm>
#include <cmath>

namespace mien::drawing {

namespace {

constexpr float kRounding =
    0.3f;  // of the shorter side; up to 0.28 × 1.2 the box's own corners stay covered

bool usable(const Box& box) {
  for (const float value : {box.x, box.y, box.w, box.h})
    if (!std::isfinite(value) || std::abs(value) > FaceBlur::kFarthest) return false;
  return box.w > 0 && box.h > 0;
}

/// Value of the blocks at a position (in blocks), between the block centres bilinear.
float smooth(const std::uint8_t* blocks, int columns, int rows, float x, float y) {
  x = std::clamp(x - 0.5f, 0.0f, static_cast<float>(columns - 1));
  y = std::clamp(y - 0.5f, 0.0f, static_cast<float>(rows - 1));
  const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
  const int x1 = std::min(x0 + 1, columns - 1), y1 = std::min(y0 + 1, rows - 1);
  const float fx = x - static_cast<float>(x0), fy = y - static_cast<float>(y0);
  const auto at = [&](int i, int j) { return static_cast<float>(blocks[j * columns + i]); };
  return std::lerp(std::lerp(at(x0, y0), at(x1, y0), fx), std::lerp(at(x0, y1), at(x1, y1), fx),
                   fy);
}

}  // namespace

void FaceBlur::blur_plane(std::uint8_t* plane, int stride, int width, int height,
                          const RoundBox& shape) {
  const int left = std::max(0, static_cast<int>(std::floor(shape.left)));
  const int top = std::max(0, static_cast<int>(std::floor(shape.top)));
  const int right = std::min(width, static_cast<int>(std::ceil(shape.left + shape.width)));
  const int bottom = std::min(height, static_cast<int>(std::ceil(shape.top + shape.height)));
  if (left >= right || top >= bottom) return;
  const int columns = kBlocks;
  const int rows = std::clamp(static_cast<int>(std::lround(kBlocks * shape.height / shape.width)),
                              1, 2 * kBlocks);
  std::uint8_t* blocks = blocks_.bytes(static_cast<std::size_t>(columns) * rows);
  sampler_.sample({plane, stride, width, height},
                  {shape.left, shape.top, static_cast<double>(shape.left) + shape.width,
                   static_cast<double>(shape.top) + shape.height},
                  blocks, columns, columns, rows);
  const float per_x = static_cast<float>(columns) / shape.width;
  const float per_y = static_cast<float>(rows) / shape.height;
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const float px = static_cast<float>(x) + 0.5f, py = static_cast<float>(y) + 0.5f;
      if (shape.distance(px, py) > 0.5f) continue;
      plane[static_cast<std::ptrdiff_t>(y) * stride + x] = static_cast<std::uint8_t>(
          smooth(blocks, columns, rows, (px - shape.left) * per_x, (py - shape.top) * per_y) +
          0.5f);
    }
}

void FaceBlur::blur(const media::Surface& surface, const Box& box) {
  if (!usable(box)) return;
  RoundBox shape;
  shape.width = std::max(box.w * kGrowth, 4.0f);
  shape.height = std::max(box.h * kGrowth, 4.0f);
  shape.left = box.center().x - shape.width / 2;
  shape.top = box.center().y - shape.height / 2;
  shape.radius = kRounding * std::min(shape.width, shape.height);
  blur_plane(surface.planes[0], surface.strides[0], surface.width, surface.height, shape);
  for (float* value : {&shape.left, &shape.top, &shape.width, &shape.height, &shape.radius})
    *value /= 2;
  for (int i = 1; i < 3; ++i)
    blur_plane(surface.planes[i], surface.strides[i], surface.width / 2, surface.height / 2, shape);
}

}  // namespace mien::drawing
