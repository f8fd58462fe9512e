#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "mien/error.h"

#include "base/deadline.h"
#include "statistics/statistics.h"
#include "statistics/student.h"

namespace mien {

namespace {

void check(const Resampling& options) {
  if (options.rounds < 1 || !(options.confidence > 0 && options.confidence < 1))
    throw Error(ErrorKind::internal, "statistics", "resampling with impossible options");
}

Estimate interval(double value, std::vector<double>& drawn, double confidence) {
  std::sort(drawn.begin(), drawn.end());
  return {value, quantile_of_sorted(drawn, (1 - confidence) / 2),
          quantile_of_sorted(drawn, (1 + confidence) / 2)};
}

double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Σ (value − mean)².
double scatter(const ValueSums& sums) {
  return std::max(sums.squares - sums.sum * sums.sum / static_cast<double>(sums.n), 0.0);
}

}  // namespace

Resampling within(Resampling options, std::size_t items, std::size_t draws) {
  constexpr std::size_t kLeastRounds = 400;
  const std::size_t rounds = std::max(kLeastRounds, draws / std::max<std::size_t>(items, 1));
  if (rounds < static_cast<std::size_t>(std::max(options.rounds, 0)))
    options.rounds = static_cast<int>(rounds);
  return options;
}

std::optional<Estimate> block_bootstrap(std::span<const std::size_t> blocks,
                                        const Statistic& statistic, const Resampling& options) {
  check(options);
  std::map<std::size_t, std::vector<std::size_t>> by_block;
  for (std::size_t i = 0; i < blocks.size(); ++i) by_block[blocks[i]].push_back(i);
  std::vector<const std::vector<std::size_t>*> members;
  for (const auto& [block, items] : by_block) members.push_back(&items);
  std::vector<std::size_t> sample(blocks.size());
  std::iota(sample.begin(), sample.end(), 0);
  const auto value = members.empty() ? std::nullopt : statistic(sample);
  if (!value) return std::nullopt;
  Draw draw(options.seed);
  std::vector<double> drawn;
  for (int round = 0; round < options.rounds; ++round) {
    Deadline::check();
    sample.clear();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& items = *members[draw.below(members.size())];
      sample.insert(sample.end(), items.begin(), items.end());
    }
    if (const auto again = statistic(sample)) drawn.push_back(*again);
  }
  if (drawn.size() * 10 < static_cast<std::size_t>(options.rounds) * 9) return std::nullopt;
  return interval(*value, drawn, options.confidence);
}

Estimate bootstrap_mean(std::span<const double> values, const Resampling& options) {
  check(options);
  if (values.empty()) throw Error(ErrorKind::internal, "statistics", "the mean of no values");
  const auto size = static_cast<double>(values.size());
  Draw draw(options.seed);
  std::vector<double> drawn(static_cast<std::size_t>(options.rounds));
  for (double& mean : drawn) {
    Deadline::check();
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[draw.below(values.size())];
    mean = sum / size;
  }
  return interval(sum_of(values) / size, drawn, options.confidence);
}

ValueSums& ValueSums::operator+=(const ValueSums& more) {
  n += more.n;
  sum += more.sum;
  squares += more.squares;
  return *this;
}

Estimate student_mean(const ValueSums& sums, double confidence) {
  check({.confidence = confidence});
  if (sums.n < 1) throw Error(ErrorKind::internal, "statistics", "the mean of no values");
  const auto n = static_cast<double>(sums.n);
  const double mean = sums.sum / n;
  if (sums.n < 2) return {mean, mean, mean};
  // Student's t is the normal limit to four digits there, and no slower to compute.
  const double freedom = std::min(n - 1, 1e5);
  const double reach =
      student_quantile(1 - confidence, freedom) * std::sqrt(scatter(sums) / (n - 1) / n);
  return {mean, mean - reach, mean + reach};
}

// The sum of those of one side, drawn from all without replacement, in its normal limit.
double normal_permutation_p(const ValueSums& a, const ValueSums& b) {
  if (a.n < 1 || b.n < 1) return 1;
  ValueSums all = a;
  all += b;
  const auto size = static_cast<double>(all.n), drawn = static_cast<double>(a.n);
  const double squares = scatter(all);
  if (!(squares > 0)) return 1;
  const double variance = drawn * (size - drawn) / (size * (size - 1)) * squares;
  return std::erfc(std::abs(a.sum - drawn * all.sum / size) / std::sqrt(2 * variance));
}

}  // namespace mien
