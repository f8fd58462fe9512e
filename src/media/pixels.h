#pragma once
/// \file Pictures in the caller's memory as frames.

#include "mien/analyze.h"

#include "media/planes.h"

namespace mien::media {

/// Any layout → planes. Keeps scratch of the picture's size for those that are converted; one per
/// thread.
class PixelReader {
 public:
  /// Views of the picture's own memory where it has planes, else of this object, until its next
  /// call. Packed colours become BT.601, limited range. Throws Error(input) on an impossible
  /// picture.
  Frame frame_of(const Pixels& picture);

 private:
  std::uint8_t* own(int plane, int width, int height);
  void take_apart(const Pixels& picture, Frame& frame);
  void convert(const Pixels& picture, Frame& frame);

  ByteBuffer planes_[3];
};

}  // namespace mien::media
