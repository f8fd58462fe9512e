#include "audience/figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

std::int64_t certain_people(const Sums& sums, std::int64_t stays) {
  return std::max<std::int64_t>(stays - (sums.exposures - sums.people), stays > 0 ? 1 : 0);
}

Sums& operator+=(Sums& sums, const Sums& more) {
  constexpr std::int64_t Sums::*kMembers[] = {
      &Sums::exposures,    &Sums::people,       &Sums::dwell_cs,   &Sums::dwell_cs2,
      &Sums::pose_ms,      &Sums::attention_ms, &Sums::valence_n,  &Sums::valence_sum,
      &Sums::valence_sum2, &Sums::change_n,     &Sums::change_sum, &Sums::change_sum2,
      &Sums::reactions,    &Sums::reaction_ms};
  for (const auto member : kMembers) sums.*member += more.*member;
  for (std::size_t i = 0; i < sums.label_ms.size(); ++i) sums.label_ms[i] += more.label_ms[i];
  return sums;
}

Figures figures_of(const Sums& sums, int least) {
  const auto are_enough = [&](std::int64_t stays) { return certain_people(sums, stays) >= least; };
  Figures figures{.exposures = sums.exposures, .people = sums.people};
  figures.dwell_s = ratio(sums.dwell_cs, sums.exposures, 100).value_or(0);
  figures.dwell_spread_s = spread(sums.exposures, sums.dwell_cs, sums.dwell_cs2) / 100;
  figures.attention = ratio(sums.attention_ms, sums.pose_ms);
  if (are_enough(sums.valence_n)) {
    figures.valence = ratio(sums.valence_sum, sums.valence_n, 1e4);
    figures.valence_spread = spread(sums.valence_n, sums.valence_sum, sums.valence_sum2) / 1e4;
  }
  if (are_enough(sums.change_n)) figures.change = ratio(sums.change_sum, sums.change_n, 1e4);
  const auto time = std::accumulate(sums.label_ms.begin(), sums.label_ms.end(), std::int64_t{0});
  for (std::size_t i = 0; i < figures.labels.size(); ++i)
    figures.labels[i] = ratio(sums.label_ms[i], time).value_or(0);
  figures.reaction_share = ratio(sums.reactions, sums.exposures).value_or(0);
  if (are_enough(sums.reactions))
    figures.reaction_delay_s = ratio(sums.reaction_ms, sums.reactions, 1000);
  return figures;
}

}  // namespace mien::audience
