#pragma once
/// \file What a customer said of a content.

#include <chrono>
#include <optional>
#include <string>

#include "base/time.h"

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
  /// Its name within the source: the same rating sent twice is one, another one under it is
  /// refused. Empty: has none.
  std::string source_row;
  /// `source_row` is no name, it only counts equal ratings of a file without ids.
  bool counted = false;
  std::string token = {};  ///< name of the token that it was given with; empty: none
  bool stamped = false;    ///< `time` is when it came: sent again, it may be another
};

/// A sender's clock may be so far ahead: the time is then taken as ours.
inline constexpr std::chrono::minutes kAhead{10};

/// Why a rating of `time` cannot be taken at `now` by a store that keeps `retention_days` (0: for
/// ever), in words; none: it can.
std::optional<std::string> why_untimely(WallTime time, WallTime now, int retention_days);

/// Which ratings; empty texts: all.
struct RatingFilter {
  std::string token, camera, content, source;
  WallTime from{}, to = WallTime::max();
};
/// "token kiosk-door, from 2026-11-03T09:00:00.000Z": for the audit log.
std::string words_of(const RatingFilter& filter);

/// 1 .. `scale` → 1 .. 5, linear.
constexpr double rating_on_five(double answer, int scale) {
  return kLowestRating + (answer - 1) * (kHighestRating - kLowestRating) / (scale - 1);
}

}  // namespace mien::audience
