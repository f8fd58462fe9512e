#pragma once
/// \file A picture of our own, to paint on.

#include <cstdint>

#include "mien/frame.h"

namespace mien::media {

/// A 4:2:0 picture to paint on. Does not own its bytes. Even width and height.
struct Surface {
  std::uint8_t* planes[3] = {};
  int strides[3] = {};
  int width = 0, height = 0;
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;
};

}  // namespace mien::media
