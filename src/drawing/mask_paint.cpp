#include "drawing/mask_paint.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace mien::drawing {

namespace {

/// The first pixel whose centre is not left of `x`, 0..`width`.
int first_pixel(float x, int width) {
  return static_cast<int>(std::clamp(std::ceil(x - 0.5f), 0.0f, static_cast<float>(width)));
}

std::uint8_t* row_of(const media::Surface& surface, int plane, int row) {
  return surface.planes[plane] + static_cast<std::ptrdiff_t>(row) * surface.strides[plane];
}

void blacken(const media::Surface& surface, int row, int from, int to) {
  if (from >= to) return;
  const int black = surface.full_range ? 0 : 16;
  std::memset(row_of(surface, 0, row) + from, black, static_cast<std::size_t>(to - from));
  const int left = from / 2, right = (to + 1) / 2;
  for (int plane = 1; plane < 3; ++plane)
    std::memset(row_of(surface, plane, row / 2) + left, 128,
                static_cast<std::size_t>(right - left));
}

}  // namespace

void MaskPainter::cross(const Polygon& polygon, float y) {
  crossings_.clear();
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Point a = polygon[i], b = polygon[j];
    if ((a.y > y) != (b.y > y)) crossings_.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
  }
  std::ranges::sort(crossings_);
}

void MaskPainter::paint(const media::Surface& surface, float width, float height) {
  for (const Polygon& polygon : polygons_)
    for (int row = 0; row < surface.height; ++row) {
      cross(polygon, (static_cast<float>(row) + 0.5f) / height);
      for (std::size_t i = 0; i + 1 < crossings_.size(); i += 2)
        blacken(surface, row, first_pixel(crossings_[i] * width, surface.width),
                first_pixel(crossings_[i + 1] * width, surface.width));
    }
}

}  // namespace mien::drawing
