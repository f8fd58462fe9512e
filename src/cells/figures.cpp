#include "cells/figures.h"

#include <algorithm>
#include <cmath>

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

Figures figures_of(const Sums& sums) {
  Figures figures{.exposures = sums.exposures, .people = sums.people};
  figures.dwell_s = ratio(sums.dwell_cs, sums.exposures, 100).value_or(0);
  figures.dwell_spread_s = spread(sums.exposures, sums.dwell_cs, sums.dwell_cs2) / 100;
  if (sums.pose_people > 0) figures.attention = ratio(sums.attention_ms, sums.pose_ms);
  if (sums.valence_people > 0) {
    figures.valence = ratio(sums.valence_sum, sums.valence_n, 1e4);
    figures.valences = sums.valence_n;
    figures.valence_spread = spread(sums.valence_n, sums.valence_sum, sums.valence_sum2) / 1e4;
  }
  if (sums.change_people > 0) figures.change = ratio(sums.change_sum, sums.change_n, 1e4);
  const auto most_hidden =
      static_cast<std::int64_t>(kMostHidden * static_cast<double>(sums.label_time_ms));
  for (std::size_t i = 0; i < figures.labels.size(); ++i)
    if (sums.label_hidden_ms[i] <= most_hidden)
      figures.labels[i] = ratio(sums.label_ms[i], sums.label_time_ms - sums.label_hidden_ms[i]);
  figures.reaction_share = ratio(sums.reactions, sums.reaction_stays);
  if (sums.reaction_people > 0)
    figures.reaction_delay_s = ratio(sums.reaction_ms, sums.reactions, 1000);
  return figures;
}

}  // namespace mien::audience
