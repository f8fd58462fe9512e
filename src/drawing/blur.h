#pragma once
/// \file Makes faces unrecognisable.

#include "mien/types.h"

#include "drawing/paint.h"
#include "media/area.h"

namespace mien::drawing {

/// Replaces the box, grown by a fifth, by at most 6 blocks across that run into each other. Nothing
/// of the original but these block means remains inside the box itself; only the grown corners are
/// rounded. Boxes that are empty or not finite are ignored. Keeps scratch; one per thread.
class FaceBlur {
 public:
  static constexpr int kBlocks = 6;
  static constexpr float kGrowth = 1.2f;

  void blur(const media::Surface& surface, const Box& box);

 private:
  void blur_plane(std::uint8_t* plane, int stride, int width, int height, const RoundBox& shape);

  media::AreaSampler sampler_;
  media::ByteBuffer blocks_;
};

}  // namespace mien::drawing
