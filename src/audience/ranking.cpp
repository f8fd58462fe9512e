#include "audience/ranking.h"

#include <algorithm>

namespace mien::audience {

namespace {

/// Rounds × values of a mean or a permutation: about a second of work.
constexpr std::size_t kValueDraws = 20'000'000;

ValueSums sums_of(const ContentValues& content) {
  if (content.values.empty()) return content.sums;
  ValueSums sums;
  for (const double value : content.values) sums += {1, value, value * value};
  return sums;
}

/// The values of all but `own`; empty where those of one content are missing.
std::vector<double> others_of(std::span<const ContentValues* const> ranked,
                              const ContentValues& own) {
  std::vector<double> others;
  for (const ContentValues* content : ranked) {
    if (content->values.empty()) return {};
    if (content != &own)
      others.insert(others.end(), content->values.begin(), content->values.end());
  }
  return others;
}

Standing standing_of(std::span<const ContentValues* const> ranked, const ContentValues& own,
                     const Resampling& options) {
  const ValueSums own_sums = sums_of(own);
  ValueSums other_sums;
  for (const ContentValues* content : ranked)
    if (content != &own) other_sums += sums_of(*content);
  Standing standing{.values = static_cast<std::size_t>(own_sums.n)};
  standing.mean = own.values.empty()
                      ? normal_mean(own_sums, options.confidence)
                      : bootstrap_mean(own.values, within(options, own.values.size(), kValueDraws));
  if (other_sums.n == 0) return standing;
  standing.difference = standing.mean.value - other_sums.sum / static_cast<double>(other_sums.n);
  const std::vector<double> others = others_of(ranked, own);
  const std::size_t drawn = std::min(own.values.size(), others.size());
  standing.p = others.empty()
                   ? normal_permutation_p(own_sums, other_sums)
                   : permutation_p(own.values, others, within(options, drawn, kValueDraws));
  return standing;
}

}  // namespace

std::vector<Ranked> rank(std::span<const ContentValues> contents, int min_audience,
                         const Resampling& options) {
  std::vector<const ContentValues*> ranked;
  std::vector<Ranked> result, suppressed;
  for (const ContentValues& content : contents) {
    if (LeastPeople(min_audience).enough(content.people) && sums_of(content).n > 0)
      ranked.push_back(&content);
    else
      suppressed.push_back({content.content, {}});
  }
  std::vector<Standing> standings;
  std::vector<double> p;
  for (const ContentValues* content : ranked) {
    standings.push_back(standing_of(ranked, *content, options));
    p.push_back(standings.back().p);
  }
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    standings[i].p_holm = adjusted[i];
    result.push_back({ranked[i]->content, {standings[i], ranked[i]->people, min_audience}});
  }
  std::ranges::stable_sort(result, [](const Ranked& a, const Ranked& b) {
    return a.standing->mean.value > b.standing->mean.value;
  });
  std::ranges::sort(suppressed, {}, &Ranked::content);
  result.insert(result.end(), suppressed.begin(), suppressed.end());
  return result;
}

}  // namespace mien::audience
