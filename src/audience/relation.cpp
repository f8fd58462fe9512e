#include "audience/relation.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace mien::audience {

namespace {

constexpr std::size_t kFewPairs = 30, kFewDays = 10;
/// Rounds × pairs of a bootstrap: about a second of work.
constexpr std::size_t kPairDraws = 4'000'000;

std::size_t row_of(double rating) { return rating < 2.5 ? 0 : rating > 3.5 ? 2 : 1; }

std::size_t column_of(double valence, double neutral_band) {
  return valence < -neutral_band ? 0 : valence > neutral_band ? 2 : 1;
}

std::vector<std::size_t> days_of(std::span<const RatedStretch> stretches) {
  std::vector<std::size_t> days;
  for (const RatedStretch& one : stretches) days.push_back(static_cast<std::size_t>(one.day));
  return days;
}

using Correlation = std::optional<double> (*)(std::span<const double>, std::span<const double>);

std::optional<Estimate> correlation(std::span<const RatedStretch> stretches, Correlation measure,
                                    const Resampling& options) {
  std::vector<double> x, y;
  const auto statistic = [&](std::span<const std::size_t> sample) {
    x.clear();
    y.clear();
    for (const std::size_t i : sample) {
      x.push_back(stretches[i].valence);
      y.push_back(stretches[i].rating);
    }
    return measure(x, y);
  };
  return block_bootstrap(days_of(stretches), statistic,
                         within(options, stretches.size(), kPairDraws));
}

Lift lift_of(Emotion emotion, std::span<const RatedStretch> stretches, const Resampling& options) {
  Lift lift{.emotion = emotion};
  double sum = 0;
  for (const RatedStretch& one : stretches) {
    if (one.emotion != emotion) continue;
    lift.ratings += one.ratings;
    sum += one.rating * static_cast<double>(one.ratings);
  }
  lift.mean = sum / static_cast<double>(lift.ratings);
  const auto statistic = [&](std::span<const std::size_t> sample) -> std::optional<double> {
    double under = 0, under_n = 0, all = 0, all_n = 0;
    for (const std::size_t i : sample) {
      const auto n = static_cast<double>(stretches[i].ratings);
      all += stretches[i].rating * n;
      all_n += n;
      if (stretches[i].emotion != emotion) continue;
      under += stretches[i].rating * n;
      under_n += n;
    }
    if (under_n == 0) return std::nullopt;
    return under / under_n - all / all_n;
  };
  lift.difference =
      block_bootstrap(days_of(stretches), statistic, within(options, stretches.size(), kPairDraws));
  return lift;
}

Agreement agreement_of(std::span<const RatedStretch> stretches, double neutral_band) {
  Agreement agreement;
  for (const RatedStretch& one : stretches)
    ++agreement.cells[row_of(one.rating)][column_of(one.valence, neutral_band)];
  std::int64_t agreed = 0;
  for (std::size_t i = 0; i < 3; ++i) agreed += agreement.cells[i][i];
  agreement.share = static_cast<double>(agreed) / static_cast<double>(stretches.size());
  agreement.kappa = cohen_kappa(agreement.cells);
  return agreement;
}

void add_notices(Relation& relation, std::span<const RatedStretch> stretches) {
  std::set<std::int64_t> days;
  for (const RatedStretch& one : stretches) days.insert(one.day);
  if (stretches.size() < kFewPairs)
    relation.notices.push_back(fmt::format(
        "only {} enough ratings and enough people: take the figures as a hint (they settle "
        "from {} on)",
        counted(std::ssize(stretches), "period has", "periods have"), kFewPairs));
  if (days.size() < kFewDays)
    relation.notices.push_back(
        fmt::format("the data are from only {}: intervals are reliable from about {} days on",
                    counted(std::ssize(days), "day"), kFewDays));
  if (!relation.spearman || !relation.kendall)
    relation.notices.push_back(
        "ratings or expressions hardly differ from each other: no correlation can be computed");
}

}  // namespace

Guarded<Relation> relate(std::span<const RatedStretch> stretches, const RelationOptions& options) {
  if (stretches.empty()) return {};
  Relation relation{.pairs = stretches.size()};
  for (const RatedStretch& one : stretches) {
    relation.ratings += one.ratings;
    relation.people += one.people;
  }
  relation.spearman = correlation(stretches, spearman, options.resampling);
  relation.kendall = correlation(stretches, kendall_tau_b, options.resampling);
  for (std::size_t e = 0; e < kEmotions; ++e) {
    const auto emotion = static_cast<Emotion>(e);
    const bool met = std::ranges::any_of(
        stretches, [&](const RatedStretch& one) { return one.emotion == emotion; });
    if (met) relation.lifts.push_back(lift_of(emotion, stretches, options.resampling));
  }
  relation.agreement = agreement_of(stretches, options.neutral_band);
  add_notices(relation, stretches);
  return {relation, 1, 1};
}

}  // namespace mien::audience
