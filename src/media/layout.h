#pragma once
/// \file How a decoded picture is meant: turned, stretched, coloured.

#include "mien/frame.h"

#include "media/av.h"

namespace mien::media {

/// Degrees clockwise (0, 90, 180, 270) by which a display matrix (9 × i32, see libavutil/display.h)
/// turns the picture; a mirrored one counts as upright when it is upright in the mirror.
int clockwise_rotation(const std::int32_t* matrix);

/// The rotation that a stream states in its header.
int stream_rotation(const AVStream& stream);

/// What a picture needs from its stream.
struct StreamLayout {
  int rotation = 0;
  AVRational pixel_aspect{1, 1};  ///< used where the frame states none
  bool still = false;             ///< JPEG and WebP: BT.601 at any size
};
StreamLayout layout_of(const AVStream& stream);

/// Width and height as displayed upright: wide pixels widen it, narrow ones make it narrower.
struct DisplaySize {
  int width = 0, height = 0;
};
DisplaySize shown_size(int width, int height, AVRational pixel_aspect, int rotation);

/// Whether Y spans 0..255 rather than 16..235.
bool full_range(const AVFrame& frame);

/// Fills all of `out` but the planes (and what its place in the stream decides: index, seconds).
void describe(const AVFrame& frame, const StreamLayout& layout, Frame& out);

}  // namespace mien::media
