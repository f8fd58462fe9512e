#include "media/upright.h"

#include <libyuv.h>

namespace mien::media {

PlaneView Uprighter::plane(Side& side, const PlaneView& in, int rotation, int width, int height) {
  const bool sideways = rotation % 180 != 0;
  const int w = sideways ? height : width, h = sideways ? width : height;
  const std::size_t bytes = static_cast<std::size_t>(w) * h;
  PlaneView now = in;
  if (in.width != w || in.height != h) {
    std::uint8_t* scaled = side.scaled.bytes(bytes);
    side.resizer.resize(in, scaled, w, w, h);
    now = {scaled, w, w, h};
  }
  if (rotation == 0) return now;
  std::uint8_t* turned = side.turned.bytes(bytes);
  libyuv::RotatePlane(now.data, now.stride, turned, width, w, h,
                      static_cast<libyuv::RotationMode>(rotation));
  return {turned, width, width, height};
}

PictureView Uprighter::upright(const Frame& frame, int width, int height, bool with_chroma) {
  const PictureView in = planes_of(frame);
  PictureView out;
  out.y = plane(sides_[0], in.y, frame.rotation, width, height);
  if (!with_chroma) return out;
  out.u = plane(sides_[1], in.u, frame.rotation, half_up(width), half_up(height));
  out.v = plane(sides_[2], in.v, frame.rotation, half_up(width), half_up(height));
  return out;
}

}  // namespace mien::media
