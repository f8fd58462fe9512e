#pragma once
/// \file Views of 8-bit planes, and the checks that stand between a frame from outside and pointer
/// arithmetic.

#include <cstdint>
#include <vector>

#include "mien/frame.h"

namespace mien::media {

inline constexpr int kLargestSide = 32767;  ///< libyuv computes in 16.16 fixed point

/// One plane to read from. Does not own its bytes.
struct PlaneView {
  const std::uint8_t* data = nullptr;
  int stride = 0, width = 0, height = 0;
};

/// A 4:2:0 picture to read from; chroma planes are half as wide and high, rounded up.
struct PictureView {
  PlaneView y, u, v;
};

/// Bytes that grow to the largest size asked for and then stay: no allocation after warm-up.
class ByteBuffer {
 public:
  std::uint8_t* bytes(std::size_t count) {
    if (bytes_.size() < count) bytes_.resize(count);
    return bytes_.data();
  }

 private:
  std::vector<std::uint8_t> bytes_;
};

inline int half_up(int n) { return (n + 1) / 2; }

/// The frame's planes, checked: sizes 1..32767, strides no shorter than rows, rotation a right
/// angle. Throws Error(internal) where a source broke its promise.
PictureView planes_of(const Frame& frame);

/// Upright display size; the stored size, turned, where the source left it out.
struct Size {
  int width = 0, height = 0;
};
Size display_size(const Frame& frame);

/// Throws Error(internal) where a canvas has no bytes, no size, or rows that overlap.
void check_canvas(const Canvas& canvas);

/// Sets every byte of a rectangle of the canvas.
void fill_canvas(const Canvas& canvas, int x, int y, int width, int height, std::uint8_t value);

}  // namespace mien::media
