#pragma once
/// \file What repeats of a measurement say: median, spread, the interval of a ratio, Amdahl's law.
/// All are pure and give the same result on every machine.

#include <span>
#include <vector>

#include "mien/figures.h"

namespace mien {

/// The middle value; of an even number the mean of the two middle ones.
/// Throws Error(internal) where there is none, or one is not finite.
double median(std::span<const double> values);

/// Repeats of one measurement, in their unit.
struct Spread {
  double median = 0, min = 0, max = 0;
  double mad = 0;  ///< median absolute deviation from the median, not scaled
};
/// Throws as median does.
Spread spread_of(std::span<const double> values);

/// median(`a`) ÷ median(`b`) of interleaved repeats: a[i] and b[i] ran in the same round, so that a
/// slow moment of the machine meets both. The interval is that of `block_bootstrap`: whole rounds
/// are drawn with replacement. One round gives an interval without width.
/// Throws Error(internal) where the two differ in number, are empty or not positive.
Estimate ratio_of_medians(std::span<const double> a, std::span<const double> b,
                          const Resampling& options = {});

/// One point of a scaling curve.
struct ScalingPoint {
  double workers = 1;     ///< > 0
  double throughput = 0;  ///< > 0, any unit
};

/// Amdahl's law: throughput(n) = single ÷ (serial + (1 − serial) ÷ n).
struct AmdahlFit {
  double serial = 0;  ///< serial share of the time of one worker, 0..1
  double single = 0;  ///< throughput of one worker, as fitted
  double worst = 0;   ///< largest distance of a point from the curve, as a share of the curve

  double throughput(double workers) const;
  /// Speed-up over one worker.
  double speedup(double workers) const;
  /// Speed-up that no number of workers can pass; infinite where serial is 0.
  double limit() const;
};

/// Least squares of the relative error of the time per frame, 1 ÷ throughput = a + b ÷ workers with
/// a, b ≥ 0; super-linear points give a serial share of 0.
/// Throws Error(internal) for fewer than two different numbers of workers or values not positive.
AmdahlFit fit_amdahl(std::span<const ScalingPoint> points);

}  // namespace mien
