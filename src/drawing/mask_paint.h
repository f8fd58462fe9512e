#pragma once
/// \file Blackens what a camera's masks cover.

#include <utility>
#include <vector>

#include "mien/config.h"

#include "drawing/paint.h"

namespace mien::drawing {

/// Fills polygons by the even-odd rule: luma black where a pixel's centre lies inside, chroma gray
/// wherever such a pixel takes part in it. Keeps scratch; one per thread.
class MaskPainter {
 public:
  /// Points 0..1 of the picture, finite.
  explicit MaskPainter(std::vector<Polygon> polygons) : polygons_(std::move(polygons)) {}

  /// The picture covers `width` x `height` pixels of the surface, from its top left; its edge may
  /// lie beyond the surface's.
  void paint(const media::Surface& surface, float width, float height);

 private:
  void cross(const Polygon& polygon, float y);

  std::vector<Polygon> polygons_;
  std::vector<float> crossings_;  ///< x of the edges that cross one row, ascending
};

}  // namespace mien::drawing
