#include "statistics/repeats.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "mien/error.h"

#include "statistics/statistics.h"

namespace mien {

namespace {

void require_statistics(bool holds, const char* what) {
  if (!holds) throw Error(ErrorKind::internal, "statistics", what);
}

bool all_positive(std::span<const double> values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v) && v > 0; });
}

/// The median of values that may be put in another order.
double median_in_place(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

}  // namespace

double median(std::span<const double> values) {
  require_statistics(!values.empty(), "a median of no values");
  std::vector<double> copy(values.begin(), values.end());
  require_statistics(std::ranges::all_of(copy, [](double v) { return std::isfinite(v); }),
                     "a value is not finite");
  return median_in_place(copy);
}

Spread spread_of(std::span<const double> values) {
  Spread spread{.median = median(values)};
  const auto [low, high] = std::ranges::minmax(values);
  spread.min = low;
  spread.max = high;
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - spread.median));
  spread.mad = median_in_place(distances);
  return spread;
}

Estimate ratio_of_medians(std::span<const double> a, std::span<const double> b,
                          const Resampling& options) {
  require_statistics(!a.empty() && a.size() == b.size(), "a ratio needs rounds of pairs");
  require_statistics(all_positive(a) && all_positive(b), "a ratio needs positive values");
  std::vector<double> drawn_a, drawn_b;
  const auto ratio = [&](std::span<const std::size_t> rounds) {
    drawn_a.clear();
    drawn_b.clear();
    for (const std::size_t round : rounds) {
      drawn_a.push_back(a[round]);
      drawn_b.push_back(b[round]);
    }
    return std::optional(median_in_place(drawn_a) / median_in_place(drawn_b));
  };
  std::vector<std::size_t> rounds(a.size());
  std::iota(rounds.begin(), rounds.end(), 0);
  const auto estimate = block_bootstrap(rounds, ratio, options);
  require_statistics(estimate.has_value(), "a ratio that is not defined");
  return *estimate;
}

double AmdahlFit::throughput(double workers) const { return single * speedup(workers); }

double AmdahlFit::speedup(double workers) const { return 1 / (serial + (1 - serial) / workers); }

double AmdahlFit::limit() const {
  return serial > 0 ? 1 / serial : std::numeric_limits<double>::infinity();
}

AmdahlFit fit_amdahl(std::span<const ScalingPoint> points) {
  bool differ = false;
  // Minimise Σ ((a + b/n)·X − 1)²: with p = X and q = X/n two normal equations in a and b.
  double pp = 0, pq = 0, qq = 0, p_sum = 0, q_sum = 0;
  for (const ScalingPoint& point : points) {
    require_statistics(std::isfinite(point.workers) && point.workers > 0 &&
                           std::isfinite(point.throughput) && point.throughput > 0,
                       "a scaling point needs positive values");
    differ = differ || point.workers != points.front().workers;
    const double p = point.throughput, q = point.throughput / point.workers;
    pp += p * p, pq += p * q, qq += q * q, p_sum += p, q_sum += q;
  }
  require_statistics(differ, "Amdahl's law needs two different numbers of workers");
  const double determinant = pp * qq - pq * pq;
  double a = (p_sum * qq - q_sum * pq) / determinant;
  double b = (q_sum * pp - p_sum * pq) / determinant;
  if (a < 0) a = 0, b = q_sum / qq;
  if (b < 0) b = 0, a = p_sum / pp;
  AmdahlFit fit{.serial = a / (a + b), .single = 1 / (a + b)};
  for (const ScalingPoint& point : points) {
    const double expected = fit.throughput(point.workers);
    fit.worst = std::max(fit.worst, std::abs(point.throughput - expected) / expected);
  }
  return fit;
}

}  // namespace mien
