#include "audience/relation.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace mien::audience {

namespace {

constexpr std::size_t kFewPairs = 30, kFewBlocks = 20;
/// Rounds × pairs of a bootstrap: about a second of work.
constexpr std::size_t kPairDraws = 4'000'000;

/// People among the exposures of a group: each track's first stay counts, its later ones do not.
std::int64_t people_in(const RatingJoin& join, std::span<const Exposure> exposures,
                       std::uint32_t bits) {
  std::int64_t people = 0;
  for (std::size_t i = 0; i < exposures.size(); ++i)
    people += exposures[i].visit == 1 && (join.groups[i] & bits) != 0;
  return people;
}

using Correlation = std::optional<double> (*)(std::span<const double>, std::span<const double>);

std::optional<Estimate> correlation(const std::vector<JoinedRating>& pairs, Correlation measure,
                                    const Resampling& options) {
  std::vector<std::size_t> blocks;
  for (const JoinedRating& pair : pairs) blocks.push_back(pair.block);
  std::vector<double> x, y;
  const auto statistic = [&](std::span<const std::size_t> sample) {
    x.clear();
    y.clear();
    for (const std::size_t i : sample) {
      x.push_back(*pairs[i].valence);
      y.push_back(pairs[i].rating);
    }
    return measure(x, y);
  };
  return block_bootstrap(blocks, statistic, within(options, pairs.size(), kPairDraws));
}

Lift lift_of(Emotion emotion, const std::vector<JoinedRating>& ratings, const Resampling& options) {
  Lift lift{.emotion = emotion};
  std::vector<std::size_t> blocks;
  double sum = 0;
  for (const JoinedRating& rating : ratings) {
    blocks.push_back(rating.block);
    if (rating.emotion != emotion) continue;
    ++lift.ratings;
    sum += rating.rating;
  }
  lift.mean = sum / static_cast<double>(lift.ratings);
  const auto statistic = [&](std::span<const std::size_t> sample) -> std::optional<double> {
    double under = 0, under_n = 0, all = 0;
    for (const std::size_t i : sample) {
      all += ratings[i].rating;
      if (ratings[i].emotion != emotion) continue;
      under += ratings[i].rating;
      ++under_n;
    }
    if (under_n == 0) return std::nullopt;
    return under / under_n - all / static_cast<double>(sample.size());
  };
  lift.difference = block_bootstrap(blocks, statistic, within(options, ratings.size(), kPairDraws));
  return lift;
}

void add_lifts(Relation& relation, const RatingJoin& join, std::span<const Exposure> exposures,
               const RelationOptions& options) {
  for (std::size_t e = 0; e < kEmotions; ++e) {
    const auto emotion = static_cast<Emotion>(e);
    const auto ratings = std::ranges::count(join.ratings, emotion, &JoinedRating::emotion);
    if (ratings == 0) continue;
    const std::int64_t people =
        std::min<std::int64_t>(ratings, people_in(join, exposures, 1u << e));
    const Lift lift = LeastPeople(options.min_audience).enough(people)
                          ? lift_of(emotion, join.ratings, options.resampling)
                          : Lift{};
    relation.lifts.emplace_back(emotion, Guarded(lift, people, options.min_audience));
  }
  // A single hidden group could be had from the others and the total.
  if (std::ranges::count_if(relation.lifts, [](auto& l) { return l.second.suppressed(); }) != 1)
    return;
  const auto ratings = [](const auto& l) {
    return l.second.suppressed() ? SIZE_MAX : l.second->ratings;
  };
  std::ranges::min_element(relation.lifts, {}, ratings)->second = {};
}

using Counts = std::array<std::array<std::int64_t, 3>, 3>;

/// Returns whether any is hidden. The total, and the share on the diagonal, give the sum of either
/// part of the table away.
bool guard_cells(Agreement& agreement, const Counts& counts, const Counts& people,
                 LeastPeople rule) {
  std::array<std::int64_t, 3> diagonal{}, diagonal_people{};
  std::array<std::int64_t, 6> others{}, others_people{};
  for (std::size_t r = 0, other = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) {
      (r == c ? diagonal[r] : others[other]) = counts[r][c];
      (r == c ? diagonal_people[r] : others_people[other]) = people[r][c];
      other += r != c;
    }
  }
  const auto on = rule.told(diagonal_people, diagonal);
  const auto off = rule.told(others_people, others);
  for (std::size_t r = 0, other = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 3; ++c)
      if (r == c ? on[r] : off[other++]) agreement.cells[r][c] = {counts[r][c], 1, 1};
  const auto is_told = [](bool told) { return told; };
  return !std::ranges::all_of(on, is_told) || !std::ranges::all_of(off, is_told);
}

void add_agreement(Relation& relation, const std::vector<JoinedRating>& pairs,
                   const RatingJoin& join, std::span<const Exposure> exposures,
                   const RelationOptions& options) {
  Counts counts{}, people{};
  for (const JoinedRating& pair : pairs)
    ++counts[row_of(pair.rating)][column_of(*pair.valence, options.neutral_band)];
  for (int cell = 0; cell < 9; ++cell) {
    people[cell / 3][cell % 3] =
        std::min(counts[cell / 3][cell % 3], people_in(join, exposures, 1u << (kCellBit + cell)));
  }
  const LeastPeople rule(options.min_audience);
  const bool hidden = guard_cells(relation.agreement, counts, people, rule);
  const std::int64_t agreed = counts[0][0] + counts[1][1] + counts[2][2];
  if (rule.share(agreed, std::ssize(pairs)))
    relation.agreement.share = static_cast<double>(agreed) / static_cast<double>(pairs.size());
  // From it and the cells that are shown the hidden ones could be worked out.
  if (!hidden) relation.agreement.kappa = cohen_kappa(counts);
}

void add_notices(Relation& relation, const std::vector<JoinedRating>& pairs) {
  std::set<std::size_t> blocks;
  for (const JoinedRating& pair : pairs) blocks.insert(pair.block);
  if (pairs.size() < kFewPairs) {
    relation.notices.push_back(fmt::format(
        "only {} ratings could be joined: the figures are a hint (they settle from about {})",
        pairs.size(), kFewPairs));
  }
  if (blocks.size() < kFewBlocks) {
    relation.notices.push_back(
        fmt::format("the ratings come from {} stretches of time only: intervals rest on those, and "
                    "are trustworthy from about {} on",
                    blocks.size(), kFewBlocks));
  }
  if (!relation.spearman || !relation.kendall)
    relation.notices.push_back(
        "ratings or expressions hardly differ from each other: there is no correlation to speak "
        "of");
}

}  // namespace

Guarded<Relation> relate(std::span<const Rating> ratings, std::span<const Exposure> exposures,
                         const RelationOptions& options) {
  const RatingJoin joined = join(ratings, exposures, options);
  std::vector<JoinedRating> pairs;
  for (const JoinedRating& rating : joined.ratings)
    if (rating.valence) pairs.push_back(rating);
  const std::int64_t people = people_in(joined, exposures, 0x1ffu << kCellBit);
  const auto smaller = std::min(people, static_cast<std::int64_t>(pairs.size()));
  if (!LeastPeople(options.min_audience).enough(smaller)) return {};
  Relation relation{.pairs = pairs.size(), .people = static_cast<std::size_t>(people)};
  relation.spearman = correlation(pairs, spearman, options.resampling);
  relation.kendall = correlation(pairs, kendall_tau_b, options.resampling);
  add_lifts(relation, joined, exposures, options);
  add_agreement(relation, pairs, joined, exposures, options);
  add_notices(relation, pairs);
  return {relation, smaller, options.min_audience};
}

}  // namespace mien::audience
