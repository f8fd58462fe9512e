#include "video/resize.h"

#include <libyuv.h>

#include <algorithm>

namespace mien::video {

namespace {

void scale(const PlaneView& in, std::uint8_t* out, int stride, int width, int height,
           libyuv::FilterMode filter) {
  libyuv::ScalePlane(in.data, in.stride, in.width, in.height, out, stride, width, height, filter);
}

}  // namespace

/// Neighbours of target position `i` where `from` pixels are shown as `to`.
PlaneResizer::Blend PlaneResizer::neighbours(int i, int from, int to) {
  const double at = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
  const int first = static_cast<int>(at);
  return {first, std::min(first + 1, from - 1), static_cast<int>((at - first) * 256 + 0.5)};
}

PlaneView PlaneResizer::halve(const PlaneView& in, int width, int height) {
  PlaneView now = in;
  int turn = 0;
  while (now.width >= 2 * width && now.height >= 2 * height && now.width % 2 == 0 &&
         now.height % 2 == 0 && (now.width > 2 * width || now.height > 2 * height)) {
    const int w = now.width / 2, h = now.height / 2;
    std::uint8_t* bytes = halves_[turn].bytes(static_cast<std::size_t>(w) * h);
    scale(now, bytes, w, w, h, libyuv::kFilterBox);
    now = {bytes, w, w, h};
    turn = 1 - turn;
  }
  return now;
}

void PlaneResizer::grow(const PlaneView& in, std::uint8_t* out, int stride, int width,
                        int height) {
  columns_.resize(width);
  for (int x = 0; x < width; ++x) columns_[x] = neighbours(x, in.width, width);
  std::uint8_t* row = row_.bytes(in.width);
  for (int y = 0; y < height; ++y) {
    const Blend rows = neighbours(y, in.height, height);
    const std::uint8_t* upper = in.data + static_cast<std::ptrdiff_t>(rows.first) * in.stride;
    const std::uint8_t* lower = in.data + static_cast<std::ptrdiff_t>(rows.second) * in.stride;
    for (int x = 0; x < in.width; ++x)
      row[x] = static_cast<std::uint8_t>(
          (upper[x] * (256 - rows.weight) + lower[x] * rows.weight + 128) >> 8);
    std::uint8_t* to = out + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < width; ++x) {
      const Blend& c = columns_[x];
      to[x] = static_cast<std::uint8_t>(
          (row[c.first] * (256 - c.weight) + row[c.second] * c.weight + 128) >> 8);
    }
  }
}

void PlaneResizer::resize(const PlaneView& in, std::uint8_t* out, int stride, int width,
                          int height) {
  if (width > in.width || height > in.height) return grow(in, out, stride, width, height);
  const PlaneView small = halve(in, width, height);
  // Box: odd sizes that could not be halved; libyuv itself turns it into bilinear below a factor of 2.
  scale(small, out, stride, width, height, libyuv::kFilterBox);
}

}  // namespace mien::video
