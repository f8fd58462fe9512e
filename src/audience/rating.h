#pragma once
/// \file What a customer said of a content.

#include <string>

#include "audience/time.h"

namespace mien::audience {

inline constexpr double kLowestRating = 1, kHighestRating = 5;
inline constexpr int kLowestScale = 2, kHighestScale = 1000;

/// One answer. Holds nothing about who gave it: a column of the kind is not read.
struct Rating {
  std::string content;
  std::string camera;  ///< where it was given; empty: not known
  WallTime time;
  double value = 0;    ///< 1 .. 5, whatever the scale it was given on
  int scale = 5;       ///< that scale's highest answer; its lowest is 1
  std::string source;  ///< "csv", "kiosk", …
  /// Its name within the source: the same rating sent twice is one. Empty: has none.
  std::string source_row;
};

/// 1 .. `scale` → 1 .. 5, linear.
constexpr double rating_on_five(double answer, int scale) {
  return kLowestRating + (answer - 1) * (kHighestRating - kLowestRating) / (scale - 1);
}

}  // namespace mien::audience
