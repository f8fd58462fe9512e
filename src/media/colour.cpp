#include "media/colour.h"

#include <algorithm>

#include <libyuv.h>

#include "media/yuv_constants.h"

namespace mien::media {

namespace {

template <typename Level>
void map_plane(const PlaneView& in, std::uint8_t* out, int stride, Level level) {
  const int width = in.width;  // a copy: bytes may alias anything, `in` included
  for (int row = 0; row < in.height; ++row) {
    const std::uint8_t* __restrict from = in.data + static_cast<std::ptrdiff_t>(row) * in.stride;
    std::uint8_t* __restrict to = out + static_cast<std::ptrdiff_t>(row) * stride;
    for (int x = 0; x < width; ++x) to[x] = level(from[x]);
  }
}

PlaneView expanded(const PlaneView& in, ByteBuffer& buffer,
                   void (*expand)(const PlaneView&, std::uint8_t*, int)) {
  std::uint8_t* bytes = buffer.bytes(static_cast<std::size_t>(in.width) * in.height);
  expand(in, bytes, in.width);
  return {bytes, in.width, in.width, in.height};
}

}  // namespace

// 16-bit arithmetic that cannot overflow: the compiler turns it into 8 or 16 lanes.

void expand_luma(const PlaneView& in, std::uint8_t* out, int stride) {
  map_plane(in, out, stride, [](std::uint16_t y) {
    const std::uint16_t low = y < 16 ? 16 : y, clipped = low > 235 ? 235 : low;
    const std::uint16_t scaled = (clipped - 16) * 298 + 128;  // 298 / 256 ≈ 255 / 219
    return static_cast<std::uint8_t>(scaled >> 8);
  });
}

void expand_chroma(const PlaneView& in, std::uint8_t* out, int stride) {
  map_plane(in, out, stride, [](std::uint16_t c) {
    const std::uint16_t low = c < 16 ? 16 : c, clipped = low > 240 ? 240 : low;
    // 291 / 256 ≈ 255 / 224; 15 and 13 put 128 on 128 with rounding, and nothing is ever negative.
    const std::uint16_t scaled = (clipped - 15) * 291 + 13;
    return static_cast<std::uint8_t>(scaled >> 8);
  });
}

PictureView ColourWriter::expand(const PictureView& picture) {
  return {expanded(picture.y, expanded_[0], expand_luma),
          expanded(picture.u, expanded_[1], expand_chroma),
          expanded(picture.v, expanded_[2], expand_chroma)};
}

void ColourWriter::write_gray(const PlaneView& luma, bool full_range, const Canvas& canvas) {
  if (full_range)
    libyuv::CopyPlane(luma.data, luma.stride, canvas.data, canvas.stride, luma.width, luma.height);
  else
    expand_luma(luma, canvas.data, canvas.stride);
}

void ColourWriter::write(const PictureView& picture, const Frame& colours, const Canvas& canvas) {
  if (canvas.format == PixelFormat::gray) return write_gray(picture.y, colours.full_range, canvas);
  // libyuv's x86 code keeps coefficients in 7 bits: the blue ones of limited BT.709 and BT.2020
  // (2.11, 2.14) are cut to 2, which shifts blues by up to 13 levels. Full-range ones fit, so
  // expand first.
  const bool widen = !colours.full_range && colours.matrix != ColorMatrix::bt601;
  const PictureView p = widen ? expand(picture) : picture;
  const bool mirrored = canvas.format == PixelFormat::rgb;
  const PlaneView& second = mirrored ? p.v : p.u;
  const PlaneView& third = mirrored ? p.u : p.v;
  const bool full_chroma = p.u.width == p.y.width && p.u.height == p.y.height;
  const auto convert = full_chroma ? libyuv::I444ToRGB24Matrix : libyuv::I420ToRGB24Matrix;
  convert(p.y.data, p.y.stride, second.data, second.stride, third.data, third.stride, canvas.data,
          canvas.stride, yuv_constants(colours.matrix, colours.full_range || widen, mirrored),
          p.y.width, p.y.height);
}

}  // namespace mien::media
