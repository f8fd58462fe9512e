#pragma once
/// \file Anti-aliased shapes on the planes of our own copy of a picture.

#include <cstdint>
#include <vector>

#include "media/surface.h"

namespace mien::drawing {

struct Rgb {
  int r = 0, g = 0, b = 0;
};

/// How much of each pixel a shape covers, 0..255.
struct Mask {
  int width = 0, height = 0;
  std::vector<std::uint8_t> coverage;
  std::uint8_t at(int x, int y) const { return coverage[static_cast<std::size_t>(y) * width + x]; }
};

/// Lays `colour` over the surface where the mask, put at (x, y), covers it. `opacity` 0..1. Clips.
void paint(const media::Surface& surface, const Mask& mask, int x, int y, Rgb colour,
           float opacity);

/// A box with round corners, in surface pixels.
struct RoundBox {
  float left = 0, top = 0, width = 0, height = 0, radius = 0;
  /// Pixels from its outline; negative inside.
  float distance(float x, float y) const;
};

void fill_round_box(const media::Surface& surface, const RoundBox& box, Rgb colour, float opacity);

/// Its outline, `thickness` pixels wide, half of it inside.
void stroke_round_box(const media::Surface& surface, const RoundBox& box, float thickness,
                      Rgb colour, float opacity);

}  // namespace mien::drawing
