#pragma once
/// \file Where a face will be: a Kalman filter of its box.

#include "mien/types.h"

namespace mien::track {

/// One coordinate and its velocity, with their covariance. Units: pixels and seconds.
struct Coordinate {
  double value = 0, velocity = 0;
  double variance = 0, covariance = 0, velocity_variance = 0;

  /// `dt` seconds on; the velocity fades with a time constant of one second and is disturbed by
  /// white noise of `agitation` (pixels² / s³).
  void predict(double dt, double agitation);
  /// Corrects by a measurement of variance `noise`.
  void update(double measured, double noise);
};

/// Centre, height and aspect (width ÷ height) of a box and their velocities.
///
/// The filter of SORT (Bewley et al. 2016), but in heights instead of areas, with real seconds
/// instead of frames, and with noise in proportion to the face's height, as in DeepSORT (Wojke et
/// al. 2017). All its noises are independent, so that one filter of eight dimensions falls apart,
/// exactly, into four of two.
class BoxFilter {
 public:
  /// Starts at rest, with a velocity that is as uncertain as a passer-by's.
  explicit BoxFilter(const Box& box);

  void predict(double dt);
  void update(const Box& box);

  Box box() const;
  Point center() const;
  double height() const { return height_.value; }
  /// Squared Mahalanobis distance of a centre from the predicted one (two degrees of freedom).
  double distance2(Point center) const;

 private:
  double position_noise() const;

  Coordinate x_, y_, height_, aspect_;
};

}  // namespace mien::track
