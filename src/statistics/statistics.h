#pragma once
/// \file Rank correlations, resampling, corrections for many comparisons. All are pure and give the
/// same result on every machine.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "mien/figures.h"

namespace mien {

/// Whole numbers below a bound, the same from every standard library.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  /// 0 .. bound − 1; bound ≥ 1 and < 2^32.
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(((engine_() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }

 private:
  std::mt19937_64 engine_;
};

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(std::span<const double> values);

/// Spearman's ρ with ties: Pearson's correlation of the ranks. None for fewer than two pairs, or
/// where one side is constant. Throws Error(internal) where the sides differ in length.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

/// Kendall's τ-b; none as for spearman. n log n (Knight 1966, "A computer method for calculating
/// Kendall's tau with ungrouped data", JASA 61).
std::optional<double> kendall_tau_b(std::span<const double> x, std::span<const double> y);

/// Of sorted values, at least one: linear between the two nearest. `share`: 0..1.
double quantile_of_sorted(std::span<const double> sorted, double share);

/// `options` with fewer rounds, where `rounds` × `items` would be more than `draws`; at least 400.
Resampling within(Resampling options, std::size_t items, std::size_t draws);

/// A statistic of a sample given as indices into the caller's data; none where it is not defined.
using Statistic = std::function<std::optional<double>(std::span<const std::size_t>)>;

/// Percentile bootstrap over blocks: items of one block (of equal number in `blocks`, any order)
/// depend on each other and are drawn together. None where the statistic is not defined for the
/// sample, or for more than a tenth of the draws.
std::optional<Estimate> block_bootstrap(std::span<const std::size_t> blocks,
                                        const Statistic& statistic, const Resampling& options = {});

/// What is left of many values.
struct ValueSums {
  std::int64_t n = 0;
  double sum = 0, squares = 0;

  ValueSums& operator+=(const ValueSums& more);
};

/// Percentile bootstrap of a mean. Throws Error(internal) where there are no values.
Estimate bootstrap_mean(std::span<const double> values, const Resampling& options = {});

/// The mean and its interval by Student's t with n − 1 degrees of freedom; of one value there is no
/// interval: it is the value. `sums.n` ≥ 1.
Estimate student_mean(const ValueSums& sums, double confidence = 0.95);
/// Two-sided permutation test of mean(a) = mean(b), from the sums alone, so by the normal limit of
/// the share of relabellings at least as far apart. Of few values it is rough: of ten it is up to
/// some tenths too small where p is large, and never below 0.0027, erfc(√((n − 1) / 2)). What it is
/// asked, whether p is below 5 % or 1 %, it affirms of no more relabellings than that
/// (statistics_test.cpp counts them). 1 where one side is empty or all values are equal.
double normal_permutation_p(const ValueSums& a, const ValueSums& b);

/// Holm's step-down adjustment of p-values (Holm 1979): each is compared with the level as it is.
std::vector<double> holm(std::span<const double> p);

/// Cohen's κ of a square table of counts (rows: one judge, columns: the other); none where chance
/// alone would agree always or the table is empty.
std::optional<double> cohen_kappa(const std::array<std::array<std::int64_t, 3>, 3>& table);

}  // namespace mien
