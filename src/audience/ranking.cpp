#include "audience/ranking.h"

#include <algorithm>

namespace mien::audience {

namespace {

Standing standing_of(std::span<const ContentValues* const> ranked, const ContentValues& own,
                     double confidence) {
  ValueSums others;
  for (const ContentValues* content : ranked)
    if (content != &own) others += content->sums;
  Standing standing{.values = static_cast<std::size_t>(own.sums.n)};
  standing.mean = student_mean(own.sums, confidence);
  if (others.n == 0) return standing;
  standing.difference = standing.mean.value - others.sum / static_cast<double>(others.n);
  standing.p = normal_permutation_p(own.sums, others);
  return standing;
}

}  // namespace

std::vector<Ranked> rank(std::span<const ContentValues> contents, double confidence) {
  std::vector<const ContentValues*> ranked;
  std::vector<Ranked> result, suppressed;
  for (const ContentValues& content : contents) {
    if (content.sums.n > 0)
      ranked.push_back(&content);
    else
      suppressed.push_back({content.content, {}});
  }
  std::vector<Standing> standings;
  std::vector<double> p;
  for (const ContentValues* content : ranked) {
    standings.push_back(standing_of(ranked, *content, confidence));
    p.push_back(standings.back().p);
  }
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    standings[i].p_holm = adjusted[i];
    result.push_back({ranked[i]->content, {standings[i], 1, 1}});
  }
  std::ranges::stable_sort(result, [](const Ranked& a, const Ranked& b) {
    return a.standing->mean.value > b.standing->mean.value;
  });
  std::ranges::sort(suppressed, {}, &Ranked::content);
  result.insert(result.end(), suppressed.begin(), suppressed.end());
  return result;
}

}  // namespace mien::audience
