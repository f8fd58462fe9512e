#include "track/association.h"

#include <algorithm>
#include <cmath>

namespace mien::track {
namespace {

constexpr double kChiSquare999 = 13.8;  ///< 99.9 % quantile, two degrees of freedom
/// Heights: closer than this is possible whatever the filter holds.
constexpr double kAlwaysNear = 1.1;
constexpr double kNeverFar = 3.0;   ///< heights: farther than this is somebody else
constexpr double kSizeLimit = 0.5;  ///< of |ln ratio of heights|: × 1.65
constexpr double kSizeLimitPerSecond = 0.3, kSizeLimitMost = 0.9;
constexpr double kLostMalus = 0.5;  ///< heights per second out of sight
/// Heights that a whole e of size counts for: a detector's jitter of a face's height is a few
/// percent, so that size tells people apart who pass one another.
constexpr double kSizeWeight = 3;
/// Heights: a box this near to the picture's edge may be cut by it.
constexpr double kAtEdge = 0.15;

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

  const double sum = distance + kSizeWeight * growth + kLostMalus * lost_s;
  return sum / (1 + sum);
}

bool has_left(const BoxFilter& expected, int width, int height) {
  const Point at = expected.center();
  return width > 0 && height > 0 &&
         (at.x < 0 || at.y < 0 || at.x > static_cast<float>(width) ||
          at.y > static_cast<float>(height));
}

bool is_at_edge(const Box& face, int width, int height) {
  const float reach = static_cast<float>(kAtEdge) * face.h;
  return face.x < reach || face.y < reach || face.right() > static_cast<float>(width) - reach ||
         face.bottom() > static_cast<float>(height) - reach;
}

}  // namespace mien::track
