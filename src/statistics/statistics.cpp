#include "statistics/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "mien/error.h"

namespace mien {

namespace {

void check_pairs(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size())
    throw Error(ErrorKind::internal, "statistics", "a correlation of unequal numbers of values");
}

std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  const double mean_x = std::reduce(x.begin(), x.end()) / n;
  const double mean_y = std::reduce(y.begin(), y.end()) / n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  if (!(xx > 0 && yy > 0)) return std::nullopt;
  return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

/// Pairs within runs of equal items, first to last.
template <class Item>
double tied_pairs(const std::vector<Item>& sorted) {
  double pairs = 0;
  for (std::size_t begin = 0, end; begin < sorted.size(); begin = end) {
    for (end = begin; end < sorted.size() && sorted[end] == sorted[begin];) ++end;
    const auto run = static_cast<double>(end - begin);
    pairs += run * (run - 1) / 2;
  }
  return pairs;
}

/// Sorts; returns how many pairs stood in the wrong order.
double sort_and_count(std::vector<double>& values, std::vector<double>& scratch, std::size_t begin,
                      std::size_t end) {
  if (end - begin < 2) return 0;
  const std::size_t middle = begin + (end - begin) / 2;
  double swaps =
      sort_and_count(values, scratch, begin, middle) + sort_and_count(values, scratch, middle, end);
  std::size_t left = begin, right = middle;
  for (std::size_t i = begin; i < end; ++i) {
    const bool from_right = left == middle || (right < end && values[right] < values[left]);
    if (from_right) swaps += static_cast<double>(middle - left);
    scratch[i] = values[from_right ? right++ : left++];
  }
  std::copy(scratch.begin() + static_cast<std::ptrdiff_t>(begin),
            scratch.begin() + static_cast<std::ptrdiff_t>(end),
            values.begin() + static_cast<std::ptrdiff_t>(begin));
  return swaps;
}

}  // namespace

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
    for (end = begin; end < order.size() && values[order[end]] == values[order[begin]];) ++end;
    const double shared = static_cast<double>(begin + 1 + end) / 2;
    for (std::size_t i = begin; i < end; ++i) result[order[i]] = shared;
  }
  return result;
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  check_pairs(x, y);
  if (x.size() < 2) return std::nullopt;
  return pearson(ranks(x), ranks(y));
}

std::optional<double> kendall_tau_b(std::span<const double> x, std::span<const double> y) {
  check_pairs(x, y);
  const std::size_t n = x.size();
  if (n < 2) return std::nullopt;
  std::vector<std::pair<double, double>> pairs(n);
  for (std::size_t i = 0; i < n; ++i) pairs[i] = {x[i], y[i]};
  std::sort(pairs.begin(), pairs.end());
  std::vector<double> first(n), second(n), scratch(n);
  for (std::size_t i = 0; i < n; ++i) std::tie(first[i], second[i]) = pairs[i];
  const double tied_x = tied_pairs(first), tied_both = tied_pairs(pairs);
  const double swaps = sort_and_count(second, scratch, 0, n);
  const double tied_y = tied_pairs(second);
  const double all = static_cast<double>(n) * static_cast<double>(n - 1) / 2;
  const double scale = std::sqrt((all - tied_x) * (all - tied_y));
  if (!(scale > 0)) return std::nullopt;
  return std::clamp((all - tied_x - tied_y + tied_both - 2 * swaps) / scale, -1.0, 1.0);
}

double quantile_of_sorted(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  return sorted[below] + (sorted[above] - sorted[below]) * part;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::max(least, std::min(1.0, p[order[i]] * static_cast<double>(p.size() - i)));
    adjusted[order[i]] = least;
  }
  return adjusted;
}

std::optional<double> cohen_kappa(const std::array<std::array<std::int64_t, 3>, 3>& table) {
  double all = 0, agreed = 0, rows[3] = {}, columns[3] = {};
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) {
      const auto count = static_cast<double>(table[r][c]);
      all += count;
      rows[r] += count;
      columns[c] += count;
      if (r == c) agreed += count;
    }
  }
  double by_chance = 0;
  for (std::size_t i = 0; i < 3; ++i) by_chance += rows[i] * columns[i];
  if (all <= 0 || by_chance >= all * all) return std::nullopt;
  by_chance /= all * all;
  return (agreed / all - by_chance) / (1 - by_chance);
}

}  // namespace mien
