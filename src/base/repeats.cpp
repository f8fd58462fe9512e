#include "base/repeats.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "mien/error.h"

#include "base/statistics.h"

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

/// A number below `count`, each as likely as any other: the standard's distributions differ between
/// libraries, its engines do not. Draws that would favour low numbers are thrown away.
std::size_t draw_below(std::mt19937& engine, std::size_t count) {
  const std::uint64_t range = std::uint64_t{1} << 32, fair = range - range % count;
  std::uint64_t drawn = engine();
  while (drawn >= fair) drawn = engine();
  return static_cast<std::size_t>(drawn % count);
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

RatioEstimate ratio_of_medians(std::span<const double> a, std::span<const double> b,
                               const Bootstrap& bootstrap) {
  require_statistics(!a.empty() && a.size() == b.size(), "a ratio needs rounds of pairs");
  require_statistics(all_positive(a) && all_positive(b), "a ratio needs positive values");
  require_statistics(
      bootstrap.resamples >= 1 && bootstrap.confidence > 0 && bootstrap.confidence < 1,
      "a bootstrap needs resamples and a confidence between 0 and 1");
  const std::size_t rounds = a.size();
  std::mt19937 engine(bootstrap.seed);
  std::vector<double> ratios, drawn_a(rounds), drawn_b(rounds);
  ratios.reserve(static_cast<std::size_t>(bootstrap.resamples));
  for (int resample = 0; resample < bootstrap.resamples; ++resample) {
    for (std::size_t i = 0; i < rounds; ++i) {
      const std::size_t round = draw_below(engine, rounds);
      drawn_a[i] = a[round];
      drawn_b[i] = b[round];
    }
    ratios.push_back(median_in_place(drawn_a) / median_in_place(drawn_b));
  }
  std::ranges::sort(ratios);
  const double outside = (1 - bootstrap.confidence) / 2;
  return {.value = median(a) / median(b),
          .low = quantile_of_sorted(ratios, outside),
          .high = quantile_of_sorted(ratios, 1 - outside)};
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
