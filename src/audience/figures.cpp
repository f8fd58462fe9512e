#include "audience/figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "audience/guarded.h"

namespace mien::audience {

namespace {

double spread(std::int64_t n, std::int64_t sum, std::int64_t sum2) {
  if (n < 2) return 0;
  const auto count = static_cast<long double>(n), total = static_cast<long double>(sum);
  const long double squares = static_cast<long double>(sum2) - total * total / count;
  return static_cast<double>(std::sqrt(std::max(squares, 0.0L) / (count - 1)));
}

std::optional<double> ratio(std::int64_t part, std::int64_t whole, double unit = 1) {
  if (whole <= 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole) / unit;
}

}  // namespace

Sums& operator+=(Sums& sums, const Sums& more) {
  constexpr std::int64_t Sums::*kMembers[] = {
      &Sums::exposures,     &Sums::people,         &Sums::dwell_cs,    &Sums::dwell_cs2,
      &Sums::pose_ms,       &Sums::attention_ms,   &Sums::valence_n,   &Sums::valence_sum,
      &Sums::valence_sum2,  &Sums::change_n,       &Sums::change_sum,  &Sums::change_sum2,
      &Sums::reactions,     &Sums::reaction_ms,    &Sums::pose_people, &Sums::valence_people,
      &Sums::change_people, &Sums::reaction_people};
  for (const auto member : kMembers) sums.*member += more.*member;
  for (std::size_t i = 0; i < sums.label_ms.size(); ++i) {
    sums.label_ms[i] += more.label_ms[i];
    sums.label_people[i] += more.label_people[i];
  }
  return sums;
}

Figures figures_of(const Sums& sums, int least) {
  const LeastPeople rule(least);
  Figures figures{.exposures = sums.exposures, .people = sums.people};
  figures.dwell_s = ratio(sums.dwell_cs, sums.exposures, 100).value_or(0);
  figures.dwell_spread_s = spread(sums.exposures, sums.dwell_cs, sums.dwell_cs2) / 100;
  if (rule.enough(sums.pose_people)) figures.attention = ratio(sums.attention_ms, sums.pose_ms);
  if (rule.enough(sums.valence_people)) {
    figures.valence = ratio(sums.valence_sum, sums.valence_n, 1e4);
    figures.valences = sums.valence_n;
    figures.valence_spread = spread(sums.valence_n, sums.valence_sum, sums.valence_sum2) / 1e4;
  }
  if (rule.enough(sums.change_people)) figures.change = ratio(sums.change_sum, sums.change_n, 1e4);
  const auto time = std::accumulate(sums.label_ms.begin(), sums.label_ms.end(), std::int64_t{0});
  const auto told = rule.told(sums.label_people, sums.label_ms);
  for (std::size_t i = 0; i < figures.labels.size(); ++i)
    if (told[i]) figures.labels[i] = ratio(sums.label_ms[i], time).value_or(0);
  const bool reacted = sums.reactions == 0 || rule.enough(sums.reaction_people);
  const bool others =
      sums.reactions == sums.exposures || rule.enough(sums.people - sums.reaction_people);
  if (reacted && others) figures.reaction_share = ratio(sums.reactions, sums.exposures).value_or(0);
  if (rule.enough(sums.reaction_people))
    figures.reaction_delay_s = ratio(sums.reaction_ms, sums.reactions, 1000);
  return figures;
}

}  // namespace mien::audience
