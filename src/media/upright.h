#pragma once
/// \file A stored frame as an upright picture of a wanted size, still in Y, U, V.

#include "media/resize.h"

namespace mien::media {

/// Scales first and turns the small picture after, so that no step handles more pixels than it
/// must. Keeps scratch; one per thread.
class Uprighter {
 public:
  /// The whole frame, upright, stretched to `width` × `height` (the caller keeps the aspect).
  /// `with_chroma` false leaves u and v empty. Valid until the next call and as long as the frame's
  /// planes: where neither scaling nor turning is due, these planes themselves come back.
  PictureView upright(const Frame& frame, int width, int height, bool with_chroma);

 private:
  struct Side {
    PlaneResizer resizer;
    ByteBuffer scaled, turned;
  };
  static PlaneView plane(Side& side, const PlaneView& in, int rotation, int width, int height);

  Side sides_[3];
};

}  // namespace mien::media
