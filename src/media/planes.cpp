#include "media/planes.h"

#include <cstring>

#include "mien/error.h"

namespace mien::media {

namespace {

bool is_side(int n) { return n >= 1 && n <= kLargestSide; }

}  // namespace

PictureView planes_of(const Frame& frame) {
  const int cw = half_up(frame.width), ch = half_up(frame.height);
  if (!is_side(frame.width) || !is_side(frame.height))
    throw Error(ErrorKind::internal, "frame", "its stored size is not 1..32767 pixels a side");
  for (int i = 0; i < 3; ++i)
    if (!frame.planes[i] || frame.strides[i] < (i == 0 ? frame.width : cw))
      throw Error(ErrorKind::internal, "frame", "a plane is missing or its rows overlap");
  if (frame.rotation % 90 != 0 || frame.rotation < 0 || frame.rotation > 270)
    throw Error(ErrorKind::internal, "frame", "its rotation is not 0, 90, 180 or 270 degrees");
  return {{frame.planes[0], frame.strides[0], frame.width, frame.height},
          {frame.planes[1], frame.strides[1], cw, ch},
          {frame.planes[2], frame.strides[2], cw, ch}};
}

Size display_size(const Frame& frame) {
  if (is_side(frame.info.width) && is_side(frame.info.height))
    return {frame.info.width, frame.info.height};
  if (frame.rotation % 180 == 0) return {frame.width, frame.height};
  return {frame.height, frame.width};
}

void check_canvas(const Canvas& canvas) {
  if (!canvas.data || !is_side(canvas.width) || !is_side(canvas.height) ||
      canvas.stride < canvas.width * canvas.channels())
    throw Error(ErrorKind::internal, "canvas", "it has no bytes, no size or overlapping rows");
}

void fill_canvas(const Canvas& canvas, int x, int y, int width, int height, std::uint8_t value) {
  if (width <= 0) return;
  const std::size_t bytes = static_cast<std::size_t>(width) * canvas.channels();
  for (int row = y; row < y + height; ++row)
    std::memset(canvas.data + static_cast<std::ptrdiff_t>(row) * canvas.stride +
                    static_cast<std::ptrdiff_t>(x) * canvas.channels(),
                value, bytes);
}

}  // namespace mien::media
