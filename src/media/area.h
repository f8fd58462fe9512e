#pragma once
/// \file A rectangle of a plane, at sub-pixel precision, as a small picture; and a turned one.

#include <vector>

#include "media/planes.h"

namespace mien::media {

/// A rectangle in pixels of a plane; pixel i covers i..i+1. May reach beyond the plane.
struct Region {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// Separable: area average along an axis that shrinks, bilinear (half-pixel centres) along one that
/// grows. Touches only the pixels that the region covers; beyond the plane its edge pixels go on.
/// Keeps scratch; one per thread.
class AreaSampler {
 public:
  /// Fills `height` rows of `width` bytes, `stride` apart, with the region.
  /// Requires left < right, top < bottom, all within ±1e9.
  void sample(const PlaneView& in, const Region& region, std::uint8_t* out, int stride, int width,
              int height);

 private:
  /// For each target pixel the source pixels first … first+count−1 and their weights, which sum
  /// to 1.
  struct Axis {
    struct Target {
      int first = 0, count = 0, weights = 0;  ///< `weights`: index of the first one
    };
    std::vector<Target> targets;
    std::vector<float> weights;
    int begin = 0, end = 0;  ///< source pixels touched

    void plan(double from, double to, int count, int size);
    void add_average(double from, double to, int size);
    void add_bilinear(double at, int size);
  };

  Axis columns_, rows_;
  std::vector<float> row_;
};

/// Reads a turned square out of a level picture. Keeps scratch; one per thread.
class Turner {
 public:
  /// Fills `height` rows of `width` bytes, `stride` apart, with the middle of `level`, `share` of
  /// its sides, turned by `roll` (radians). Each is the mean of 2 × 2 bilinear samples.
  void turn(const PlaneView& level, double share, double roll, std::uint8_t* out, int stride,
            int width, int height);

 private:
  /// Where a sample lies: the pixel above and left of it, and how far beyond that, 0..255.
  struct Samples {
    std::vector<int> x, y, part_x, part_y;
  };

  void plan(double share, double roll, int width);
  void add(const PlaneView& level, int width);

  double cos_ = 1, sin_ = 0;
  std::vector<double> across_, along_;  ///< by column of samples: its share of their places
  Samples samples_;                     ///< of one row
  std::vector<int> sums_;               ///< of a row of targets
};

}  // namespace mien::media
