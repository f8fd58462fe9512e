#pragma once
/// \file A decoded picture, as views.

#include "mien/types.h"

namespace mien {

enum class ColorMatrix { bt601, bt709, bt2020 };

/// A decoded picture: three 8-bit planes, 4:2:0, as stored (before rotation).
///
/// The planes belong to the source that read them and stay valid and unchanged until its next
/// `read`, `seek` or destruction. Sources convert other layouts (NV12, 10 bit, RGB, …) to this one.
struct Frame {
  FrameInfo info;                      ///< display size: rotation and pixel aspect applied
  const std::uint8_t* planes[3] = {};  ///< Y, U, V
  int strides[3] = {};                 ///< bytes between rows
  int width = 0, height = 0;           ///< stored size of the Y plane
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;
  bool still = false;  ///< a photograph or the like, not one of many frames: worth a closer search
  int rotation = 0;    ///< degrees clockwise to turn the stored picture upright: 0, 90, 180, 270
};

}  // namespace mien
