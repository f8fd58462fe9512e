#include "media/resize.h"

#include <algorithm>

#include <libyuv.h>

namespace mien::media {

namespace {

void scale(const PlaneView& in, std::uint8_t* out, int stride, int width, int height,
           libyuv::FilterMode filter) {
  libyuv::ScalePlane(in.data, in.stride, in.width, in.height, out, stride, width, height, filter);
}

/// `weight` of the second row, 0..256. Bytes may alias anything, so the compiler needs __restrict
/// to use lanes.
void blend_rows(const std::uint8_t* __restrict first, const std::uint8_t* __restrict second,
                int weight, std::uint8_t* __restrict out, int width) {
  const auto b = static_cast<std::uint16_t>(weight), a = static_cast<std::uint16_t>(256 - weight);
  for (int x = 0; x < width; ++x) {
    const auto sum = static_cast<std::uint16_t>(first[x] * a + second[x] * b + 128);
    out[x] = static_cast<std::uint8_t>(sum >> 8);
  }
}

void columns_3_to_2(const std::uint8_t* __restrict in, std::uint8_t* __restrict out, int width) {
  for (int x = 0; x < width; x += 2, in += 3) {
    out[x] = static_cast<std::uint8_t>((3u * in[0] + in[1] + 2u) / 4u);
    out[x + 1] = static_cast<std::uint8_t>((in[1] + 3u * in[2] + 2u) / 4u);
  }
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

void PlaneResizer::shrink_3_to_2(const PlaneView& in, std::uint8_t* out, int stride) {
  const int width = in.width / 3 * 2, height = in.height / 3 * 2;
  std::uint8_t* row = row_.bytes(in.width);
  for (int y = 0; y < height; ++y) {
    // Of three source rows the first target row takes ¾ and ¼ of the first two, the second the
    // mirror image.
    const std::ptrdiff_t middle = y / 2 * 3 + 1;
    const std::uint8_t* weak = in.data + middle * in.stride;
    const std::uint8_t* strong = y % 2 == 0 ? weak - in.stride : weak + in.stride;
    blend_rows(strong, weak, 64, row, in.width);
    columns_3_to_2(row, out + static_cast<std::ptrdiff_t>(y) * stride, width);
  }
}

void PlaneResizer::grow(const PlaneView& in, std::uint8_t* out, int stride, int width, int height) {
  columns_.resize(width);
  for (int x = 0; x < width; ++x) columns_[x] = neighbours(x, in.width, width);
  std::uint8_t* row = row_.bytes(in.width);
  for (int y = 0; y < height; ++y) {
    const Blend rows = neighbours(y, in.height, height);
    blend_rows(in.data + static_cast<std::ptrdiff_t>(rows.first) * in.stride,
               in.data + static_cast<std::ptrdiff_t>(rows.second) * in.stride, rows.weight, row,
               in.width);
    std::uint8_t* __restrict to = out + static_cast<std::ptrdiff_t>(y) * stride;
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
  if (small.width % 3 == 0 && small.height % 3 == 0 && small.width * 2 == width * 3 &&
      small.height * 2 == height * 3)
    return shrink_3_to_2(small, out, stride);
  // Box: odd sizes that could not be halved; libyuv itself turns it into bilinear below a factor
  // of 2.
  scale(small, out, stride, width, height, libyuv::kFilterBox);
}

}  // namespace mien::media
