#include <algorithm>
#include <cmath>

#include <libyuv.h>

#include "media/area.h"
#include "media/colour.h"
#include "media/cropper.h"

namespace mien::media {

namespace {

constexpr std::uint8_t kNothing = 128;  // a spec that names no square gives mid-gray
constexpr double kFarthest = 1e7;       // pixels; keeps absurd specs within exact arithmetic
constexpr double kLevel = 0.004;        // radians: 0.13 pixels at the edge of a 64-pixel canvas
constexpr double kOversampling = 2;     // of the level picture that a turned one is read from

struct Square {
  double x = 0, y = 0, side = 0, roll = 0;
};

/// False where the spec names no square.
bool sane(const CropSpec& spec, Square& square) {
  if (!std::isfinite(spec.center.x) || !std::isfinite(spec.center.y) || !std::isfinite(spec.side) ||
      spec.side <= 0)
    return false;
  square.x = std::clamp<double>(spec.center.x, -kFarthest, kFarthest);
  square.y = std::clamp<double>(spec.center.y, -kFarthest, kFarthest);
  square.side = std::clamp<double>(spec.side, 1e-3, kFarthest);
  square.roll = std::isfinite(spec.roll) && std::abs(spec.roll) > kLevel ? spec.roll : 0;
  return true;
}

/// The stored luma pixels under an upright square of the display picture.
Region stored_region(const Frame& frame, double x, double y, double side) {
  const Size shown = display_size(frame);
  const bool sideways = frame.rotation % 180 != 0;
  const double sx = static_cast<double>(sideways ? frame.height : frame.width) / shown.width;
  const double sy = static_cast<double>(sideways ? frame.width : frame.height) / shown.height;
  const double left = (x - side / 2) * sx, right = (x + side / 2) * sx;
  const double top = (y - side / 2) * sy, bottom = (y + side / 2) * sy;
  const double w = frame.width, h = frame.height;
  switch (frame.rotation) {
    case 90:
      return {top, h - right, bottom, h - left};
    case 180:
      return {w - right, h - bottom, w - left, h - top};
    case 270:
      return {w - bottom, left, w - top, right};
    default:
      return {left, top, right, bottom};
  }
}

}  // namespace

struct Cropper::Scratch {
  AreaSampler sampler;
  Turner turner;
  ColourWriter colours;
  ByteBuffer sampled, upright, planes;

  /// The level square of one plane, upright, `width` × `height`.
  PlaneView level(const PlaneView& in, const Region& region, int rotation, int width, int height) {
    const bool sideways = rotation % 180 != 0;
    const int w = sideways ? height : width, h = sideways ? width : height;
    const std::size_t bytes = static_cast<std::size_t>(width) * height;
    std::uint8_t* stored = sampled.bytes(bytes);
    sampler.sample(in, region, stored, w, w, h);
    if (rotation == 0) return {stored, width, width, height};
    std::uint8_t* turned = upright.bytes(bytes);
    libyuv::RotatePlane(stored, w, turned, width, w, h,
                        static_cast<libyuv::RotationMode>(rotation));
    return {turned, width, width, height};
  }

  /// The square of one plane, upright and level, `width` × `height` bytes without gaps.
  void plane(const Frame& frame, const PlaneView& in, const Square& square, double chroma_scale,
             std::uint8_t* out, int width, int height) {
    const double spread = std::abs(std::cos(square.roll)) + std::abs(std::sin(square.roll));
    const double side = square.roll == 0 ? square.side : square.side * spread;
    Region region = stored_region(frame, square.x, square.y, side);
    for (double* edge : {&region.left, &region.top, &region.right, &region.bottom})
      *edge *= chroma_scale;
    if (square.roll == 0) {
      const PlaneView flat = level(in, region, frame.rotation, width, height);
      libyuv::CopyPlane(flat.data, flat.stride, out, width, width, height);
      return;
    }
    const int w = static_cast<int>(std::ceil(width * spread * kOversampling));
    const int h = static_cast<int>(std::ceil(height * spread * kOversampling));
    turner.turn(level(in, region, frame.rotation, w, h), 1 / spread, square.roll, out, width, width,
                height);
  }
};

Cropper::Cropper() : scratch_(std::make_unique<Scratch>()) {}
Cropper::~Cropper() = default;

void Cropper::cut(const Frame& frame, const CropSpec& spec, const Canvas& canvas) {
  check_canvas(canvas);
  const PictureView in = planes_of(frame);
  Square square;
  if (!sane(spec, square)) return fill_canvas(canvas, 0, 0, canvas.width, canvas.height, kNothing);
  const int w = canvas.width, h = canvas.height;
  const std::size_t bytes = static_cast<std::size_t>(w) * h;
  std::uint8_t* y = scratch_->planes.bytes(3 * bytes);
  scratch_->plane(frame, in.y, square, 1, y, w, h);
  PictureView cut{{y, w, w, h}, {}, {}};
  if (canvas.format != PixelFormat::gray) {
    std::uint8_t *u = y + bytes, *v = u + bytes;
    scratch_->plane(frame, in.u, square, 0.5, u, w, h);
    scratch_->plane(frame, in.v, square, 0.5, v, w, h);
    cut.u = {u, w, w, h};
    cut.v = {v, w, w, h};
  }
  scratch_->colours.write(cut, frame, canvas);
}

}  // namespace mien::media
