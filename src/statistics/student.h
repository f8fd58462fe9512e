#pragma once
/// \file Means compared by their sums: Student's t with Welch's degrees of freedom.

#include <optional>

#include "statistics/statistics.h"

namespace mien {

/// P(|T| ≥ |t|) with `freedom` degrees, > 0. Pure.
double student_p(double t, double freedom);
/// The t that |T| exceeds with probability `p`, 0 < p < 1. Pure.
double student_quantile(double p, double freedom);

struct MeanDifference {
  Estimate difference;  ///< mean(b) − mean(a), with its interval
  double p = 1;         ///< two-sided
};

/// Welch 1947, "The generalization of Student's problem when several different population
/// variances are involved". Nullopt where a side has fewer than two values, or neither varies.
std::optional<MeanDifference> mean_difference(const ValueSums& a, const ValueSums& b,
                                              double confidence = 0.95);

/// How many values each of two sides needs, each with this standard deviation, so that a difference
/// of `least` in their means shows: at the level of 5 %, four times in five. Pure.
double values_to_show(double deviation, double least);

}  // namespace mien
