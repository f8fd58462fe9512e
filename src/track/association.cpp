#include "track/association.h"

#include <algorithm>
#include <cmath>

namespace mien::track {
namespace {

constexpr double kChiSquare999 = 13.8;  ///< 99.9 % quantile, two degrees of freedom
/// Heights: closer than this is possible whatever the filter holds.
constexpr double kAlwaysNear = 0.6;
constexpr double kNeverFar = 3.0;   ///< heights: farther than this is somebody else
constexpr double kSizeLimit = 0.5;  ///< of |ln ratio of heights|: × 1.65
constexpr double kSizeLimitPerSecond = 0.3, kSizeLimitMost = 0.9;
constexpr double kLostMalus = 0.5;  ///< heights per second out of sight

}  // namespace

double unlikeness(const BoxFilter& expected, const Box& face, double lost_s) {
  const Point to = face.center(), from = expected.center();
  const double size = (expected.height() + face.h) / 2;
  const double distance = std::hypot(to.x - from.x, to.y - from.y) / size;
  if (!(distance <= kNeverFar)) return kImpossible;
  if (distance > kAlwaysNear && expected.distance2(to) > kChiSquare999) return kImpossible;

  const double growth = std::abs(std::log(face.h / expected.height()));
  if (growth > std::min(kSizeLimit + kSizeLimitPerSecond * lost_s, kSizeLimitMost))
    return kImpossible;

  const double sum = distance + growth + kLostMalus * lost_s;
  return sum / (1 + sum);
}

}  // namespace mien::track
