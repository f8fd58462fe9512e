#pragma once
/// \file Boxes of tracks and truth, in double: what is counted here is compared with other
/// programs'.

#include <algorithm>

namespace mien::eval {

/// Pixels of the truth's picture, or 0..1 of it.
struct Rectangle {
  double x = 0, y = 0, w = 0, h = 0;
};

/// The part within 0..width × 0..height; empty (w or h 0) where there is none.
inline Rectangle clipped(const Rectangle& box, double width, double height) {
  const double left = std::max(0.0, box.x), top = std::max(0.0, box.y);
  return {left, top, std::max(0.0, std::min(width, box.x + box.w) - left),
          std::max(0.0, std::min(height, box.y + box.h) - top)};
}

/// Intersection over union, 0..1; 0 where nothing is shared.
inline double iou(const Rectangle& a, const Rectangle& b) {
  const double w = std::min(a.x + a.w, b.x + b.w) - std::max(a.x, b.x);
  const double h = std::min(a.y + a.h, b.y + b.h) - std::max(a.y, b.y);
  if (!(w > 0 && h > 0)) return 0;
  return w * h / (a.w * a.h + b.w * b.h - w * h);
}

}  // namespace mien::eval
