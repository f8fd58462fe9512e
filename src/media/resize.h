#pragma once
/// \file One plane, another size.

#include "media/planes.h"

namespace mien::media {

/// Scales whole planes with half-pixel centres (the convention of OpenCV's INTER_LINEAR and of
/// detectors' training code): source x = (target x + ½) × source width / target width − ½.
///
/// Shrinking: exact 2×2 averages while the plane is at least twice too large, then bilinear. A bare
/// bilinear shrink by 3 (1080p → 640) reads one source pixel of nine and lets small faces flicker;
/// the halving reads all of them at about half the cost of libyuv's box filter
/// (benchmarks/scale_bench.cpp). What is left of 1080p and 4K after halving is a shrink of 3 to 2,
/// which has its own code: the weights are ¾ and ¼ throughout.
///
/// Growing: bilinear, edge pixels go on (libyuv's own bilinear growth pins the corners and so
/// shifts faces). Keeps scratch; one per thread.
class PlaneResizer {
 public:
  /// `out`: `height` rows of `width` bytes, `stride` apart; must not overlap `in`.
  void resize(const PlaneView& in, std::uint8_t* out, int stride, int width, int height);

 private:
  PlaneView halve(const PlaneView& in, int width, int height);
  void shrink_3_to_2(const PlaneView& in, std::uint8_t* out, int stride);
  void grow(const PlaneView& in, std::uint8_t* out, int stride, int width, int height);

  /// Two neighbours on an axis and the weight of the second, 0..256.
  struct Blend {
    int first = 0, second = 0, weight = 0;
  };
  static Blend neighbours(int i, int from, int to);

  ByteBuffer halves_[2], row_;
  std::vector<Blend> columns_;
};

}  // namespace mien::media
