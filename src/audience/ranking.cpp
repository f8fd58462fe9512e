#include "audience/ranking.h"

#include <algorithm>
#include <numeric>

namespace mien::audience {

namespace {

/// Rounds × values of a mean or a permutation: about a second of work.
constexpr std::size_t kValueDraws = 20'000'000;

Standing standing_of(std::span<const ContentValues* const> ranked, const ContentValues& own,
                     const Resampling& options) {
  std::vector<double> others;
  for (const ContentValues* content : ranked)
    if (content != &own)
      others.insert(others.end(), content->values.begin(), content->values.end());
  Standing standing{.values = own.values.size()};
  standing.mean = bootstrap_mean(own.values, within(options, own.values.size(), kValueDraws));
  if (others.empty()) return standing;
  const double sum = std::accumulate(others.begin(), others.end(), 0.0);
  standing.difference = standing.mean.value - sum / static_cast<double>(others.size());
  standing.p = permutation_p(
      own.values, others, within(options, std::min(own.values.size(), others.size()), kValueDraws));
  return standing;
}

}  // namespace

std::vector<Ranked> rank(std::span<const ContentValues> contents, int min_audience,
                         const Resampling& options) {
  std::vector<const ContentValues*> ranked;
  std::vector<Ranked> result, suppressed;
  for (const ContentValues& content : contents) {
    if (content.people >= min_audience && !content.values.empty())
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
