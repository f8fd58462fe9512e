#include "track/kalman.h"

#include <algorithm>
#include <cmath>

namespace mien::track {
namespace {

// In face heights (a face is about 0.24 m high, somebody walking past moves up to 6 of them a
// second) and seconds.
constexpr double kPositionNoise = 0.08;  ///< a detector's jitter, standard deviation
constexpr double kHeightNoise = 0.10;
constexpr double kAspectNoise = 0.10;   ///< of width ÷ height
constexpr double kFirstVelocity = 3.0;  ///< standard deviation before a second observation
constexpr double kFirstGrowth = 0.5;
constexpr double kAgitation =
    4.0;  ///< heights² / s³: two heights a second of change within a second
constexpr double kGrowthAgitation = 0.1;
constexpr double kAspectAgitation = 0.05;
/// People stop and turn: without a look at them, their last velocity is worth little after this
/// long.
constexpr double kFadeSeconds = 2.5;
constexpr double kMinHeight = 1.0;  ///< pixels; keeps a shrinking face's prediction a box
constexpr double kMinAspect = 0.2, kMaxAspect = 5.0;

double squared(double value) { return value * value; }

Coordinate started_at(double value, double deviation, double velocity_deviation) {
  Coordinate coordinate;
  coordinate.value = value;
  coordinate.variance = squared(deviation);
  coordinate.velocity_variance = squared(velocity_deviation);
  return coordinate;
}

double aspect_of(const Box& box) {
  return std::clamp(static_cast<double>(box.w) / box.h, kMinAspect, kMaxAspect);
}

}  // namespace

void Coordinate::predict(double dt, double agitation) {
  const double fade = std::exp(-dt / kFadeSeconds);
  const double reach = kFadeSeconds * (1 - fade);  // of one unit of velocity
  value += reach * velocity;
  velocity *= fade;
  variance +=
      2 * reach * covariance + squared(reach) * velocity_variance + agitation * dt * dt * dt / 3;
  covariance = fade * (covariance + reach * velocity_variance) + agitation * dt * dt / 2;
  velocity_variance = squared(fade) * velocity_variance + agitation * dt;
}

void Coordinate::update(double measured, double noise) {
  const double innovation_variance = variance + noise;
  const double gain = variance / innovation_variance;
  const double velocity_gain = covariance / innovation_variance;
  const double innovation = measured - value;
  value += gain * innovation;
  velocity += velocity_gain * innovation;
  velocity_variance = std::max(0.0, velocity_variance - velocity_gain * covariance);
  covariance *= 1 - gain;
  variance *= 1 - gain;
}

BoxFilter::BoxFilter(const Box& box)
    : x_(started_at(box.center().x, kPositionNoise * box.h, kFirstVelocity * box.h)),
      y_(started_at(box.center().y, kPositionNoise * box.h, kFirstVelocity * box.h)),
      height_(started_at(box.h, kHeightNoise * box.h, kFirstGrowth * box.h)),
      aspect_(started_at(aspect_of(box), kAspectNoise, kFirstGrowth)) {}

void BoxFilter::predict(double dt) {
  const double area = squared(height_.value);
  x_.predict(dt, kAgitation * area);
  y_.predict(dt, kAgitation * area);
  height_.predict(dt, kGrowthAgitation * area);
  aspect_.predict(dt, kAspectAgitation);
  height_.value = std::max(height_.value, kMinHeight);
  aspect_.value = std::clamp(aspect_.value, kMinAspect, kMaxAspect);
}

void BoxFilter::update(const Box& box) {
  const double noise = position_noise();
  x_.update(box.center().x, noise);
  y_.update(box.center().y, noise);
  height_.update(box.h, squared(kHeightNoise * height_.value));
  aspect_.update(aspect_of(box), squared(kAspectNoise));
  height_.value = std::max(height_.value, kMinHeight);
}

Box BoxFilter::box() const {
  const double width = aspect_.value * height_.value;
  return {static_cast<float>(x_.value - width / 2),
          static_cast<float>(y_.value - height_.value / 2), static_cast<float>(width),
          static_cast<float>(height_.value)};
}

Point BoxFilter::center() const {
  return {static_cast<float>(x_.value), static_cast<float>(y_.value)};
}

double BoxFilter::distance2(Point center) const {
  const double noise = position_noise();
  return squared(center.x - x_.value) / (x_.variance + noise) +
         squared(center.y - y_.value) / (y_.variance + noise);
}

double BoxFilter::position_noise() const { return squared(kPositionNoise * height_.value); }

}  // namespace mien::track
