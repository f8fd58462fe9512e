#include "audience/compare.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace mien::audience {

namespace {

using Measure = Compared::Measure;

constexpr double kLevel = 0.05;
constexpr double kShown = 0.1;  ///< of valence, and of the share of smiles

struct Mean {
  std::int64_t n = 0;
  double mean = 0, deviation = 0;

  ValueSums sums() const {
    const auto count = static_cast<double>(n);
    return {n, count * mean, count * mean * mean + (count - 1) * deviation * deviation};
  }
};

Mean mean_of(const ValueSums& sums) {
  const auto n = static_cast<double>(sums.n);
  Mean mean{sums.n, sums.sum / n, 0};
  if (sums.n > 1)
    mean.deviation = std::sqrt(std::max(0.0, sums.squares - sums.sum * mean.mean) / (n - 1));
  return mean;
}

std::optional<Mean> mean_of(const ComparedSide& side, const std::string& content, Measure measure) {
  if (measure == Measure::rating || measure == Measure::smiles) {
    const auto& sums = measure == Measure::rating ? side.ratings : side.reactions;
    const auto own = sums.find(content);
    return own == sums.end() ? std::nullopt : std::optional(mean_of(own->second));
  }
  const auto seen = side.figures.find(content);
  if (seen == side.figures.end() || seen->second.suppressed()) return std::nullopt;
  const Guarded<Figures>& figures = seen->second;
  if (measure == Measure::dwell_s)
    return Mean{figures->exposures, figures->dwell_s, figures->dwell_spread_s};
  if (!figures->valence) return std::nullopt;
  return Mean{figures->valences, *figures->valence, figures->valence_spread};
}

std::int64_t more(std::int64_t have, double needed) {
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(needed) - have);
}

struct Pair {
  std::string content;
  Measure measure;
  Mean a, b;
};

std::vector<Pair> pairs_of(const ComparedSide& a, const ComparedSide& b,
                           const std::set<std::string>& contents, Measure expressions) {
  std::vector<Pair> pairs;
  for (const std::string& content : contents)
    for (const Measure measure : {expressions, Measure::dwell_s, Measure::rating}) {
      const auto left = mean_of(a, content, measure), right = mean_of(b, content, measure);
      if (left && right && mean_difference(left->sums(), right->sums()))
        pairs.push_back({content, measure, *left, *right});
    }
  return pairs;
}

}  // namespace

ComparedSide side_of(Store& store, const Filter& filter) {
  ComparedSide side{store.by_content(filter), store.rating_sums(filter),
                    store.reaction_sums(filter)};
  side.figures.emplace("", store.totals(filter));
  for (auto* own : {&side.ratings, &side.reactions}) {
    ValueSums all;
    for (const auto& [content, sums] : *own) all += sums;
    if (all.n > 0) own->emplace("", all);
  }
  return side;
}

ComparedSide side_of_content(Store& store, const Filter& filter) {
  ComparedSide side;
  side.figures.emplace("", store.totals(filter));
  for (const auto& [name, ratings] : store.rating_sums(filter)) side.ratings.emplace("", ratings);
  for (const auto& [name, sums] : store.reaction_sums(filter)) side.reactions.emplace("", sums);
  return side;
}

Comparison compare(const ComparedSide& a, const ComparedSide& b, bool smiles) {
  std::set<std::string> contents;
  for (const ComparedSide* side : {&a, &b}) {
    for (const auto& [content, figures] : side->figures) contents.insert(content);
    for (const auto& [content, ratings] : side->ratings) contents.insert(content);
  }
  Comparison result;
  const Measure expressions = smiles ? Measure::smiles : Measure::valence;
  const std::vector<Pair> pairs = pairs_of(a, b, contents, expressions);
  std::vector<double> p;
  for (const auto& [content, measure, left, right] : pairs) {
    const double confidence = 1 - kLevel / static_cast<double>(pairs.size());
    const MeanDifference found = *mean_difference(left.sums(), right.sums(), confidence);
    result.rows.push_back({.content = content,
                           .measure = measure,
                           .a = left.mean,
                           .b = right.mean,
                           .values_a = left.n,
                           .values_b = right.n,
                           .difference = found.difference,
                           .p = found.p});
    p.push_back(found.p);
    if (measure != expressions) continue;
    const double deviation =
        std::sqrt((left.deviation * left.deviation + right.deviation * right.deviation) / 2);
    const double needed = values_to_show(deviation, kShown);
    result.rows.back().more_stays_a = more(left.n, needed);
    result.rows.back().more_stays_b = more(right.n, needed);
  }
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < adjusted.size(); ++i) result.rows[i].p_holm = adjusted[i];
  const auto is_compared = [&](const std::string& content, bool by_ratings) {
    return std::ranges::any_of(pairs, [&](const Pair& pair) {
      return pair.content == content && (by_ratings || pair.measure != Measure::rating);
    });
  };
  const auto has_people = [](const ComparedSide& side, const std::string& content) {
    const auto own = side.figures.find(content);
    return own != side.figures.end() && !own->second.suppressed();
  };
  for (const std::string& content : contents)
    if (!is_compared(content, !has_people(a, content) && !has_people(b, content)))
      result.withheld.push_back(content);
  return result;
}

std::string_view name_of(Measure measure) {
  return measure == Measure::valence   ? "valence"
         : measure == Measure::dwell_s ? "dwell_s"
         : measure == Measure::smiles  ? "smiles"
                                       : "rating";
}

}  // namespace mien::audience
