#include "statistics/student.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien {

namespace {

/// The continued fraction of the incomplete beta function (Lentz's method), for x below
/// (a + 1) ÷ (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300, kEnough = 1e-14;
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < kTiny ? kTiny : d);
  double result = d;
  for (int m = 1; m < 500; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double change = 1;
    for (const double term : {even, odd}) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (std::abs(d) < kTiny ? kTiny : d);
      c = std::abs(c) < kTiny ? kTiny : c;
      change = c * d;
      result *= change;
    }
    if (std::abs(change - 1) < kEnough) break;
  }
  return result;
}

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/// The square of a mean's standard error.
double error_of(const ValueSums& sums) {
  const auto n = static_cast<double>(sums.n);
  return std::max(0.0, sums.squares - sums.sum * sums.sum / n) / (n - 1) / n;
}

}  // namespace

double student_p(double t, double freedom) {
  return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

double student_quantile(double p, double freedom) {
  double low = 0, high = 1;
  while (student_p(high, freedom) > p && high < 1e12) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (student_p(middle, freedom) > p ? low : high) = middle;
  }
  return (low + high) / 2;
}

std::optional<MeanDifference> mean_difference(const ValueSums& a, const ValueSums& b,
                                              double confidence) {
  if (a.n < 2 || b.n < 2) return std::nullopt;
  const double left = error_of(a), right = error_of(b), both = left + right;
  if (!(both > 0)) return std::nullopt;
  const double freedom =
      both * both /
      (left * left / static_cast<double>(a.n - 1) + right * right / static_cast<double>(b.n - 1));
  const double difference = b.sum / static_cast<double>(b.n) - a.sum / static_cast<double>(a.n);
  const double half = student_quantile(1 - confidence, freedom) * std::sqrt(both);
  return MeanDifference{{difference, difference - half, difference + half},
                        student_p(difference / std::sqrt(both), freedom)};
}

double values_to_show(double deviation, double least) {
  constexpr double kLevel = 1.959964, kPower = 0.841621;  // of 5 % two-sided, of four in five
  const double needed = (kLevel + kPower) * deviation / least;
  return std::ceil(2 * needed * needed);
}

}  // namespace mien
