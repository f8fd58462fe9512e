#include "cells/rules.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace mien::audience {

namespace {

using Weights = std::vector<std::vector<std::int64_t>>;

/// The nodes that hang together with the first one.
std::vector<std::size_t> component(const Weights& weights, std::size_t first,
                                   std::vector<bool>& seen) {
  std::vector<std::size_t> nodes = {first};
  seen[first] = true;
  for (std::size_t at = 0; at < nodes.size(); ++at)
    for (std::size_t other = 0; other < weights.size(); ++other)
      if (!seen[other] && weights[nodes[at]][other] > 0) {
        seen[other] = true;
        nodes.push_back(other);
      }
  return nodes;
}

/// The lightest cut of a connected graph (Stoer & Wagner 1997, "A simple min-cut algorithm").
std::int64_t lightest_cut(Weights weights, std::vector<std::size_t> nodes) {
  std::int64_t lightest = std::numeric_limits<std::int64_t>::max();
  while (nodes.size() > 1) {
    std::vector<std::size_t> rest = nodes;
    std::vector<std::int64_t> tied(weights.size(), 0);
    std::size_t last = rest.back(), before = last;
    while (!rest.empty()) {
      const auto next = std::ranges::max_element(rest, {}, [&](std::size_t n) { return tied[n]; });
      before = last;
      last = *next;
      rest.erase(next);
      for (const std::size_t node : rest) tied[node] += weights[last][node];
    }
    lightest = std::min(lightest, tied[last]);
    for (const std::size_t node : nodes) {
      weights[before][node] += weights[last][node];
      weights[node][before] = weights[before][node];
    }
    weights[before][before] = 0;
    std::erase(nodes, last);
  }
  return lightest;
}

bool labels_fit(const Sums& sums, LeastPeople rule) {
  for (std::size_t i = 0; i < kLabels; ++i)
    if (sums.label_ms[i] > 0 && !rule.enough(sums.label_people[i])) return false;
  return true;
}

}  // namespace

bool holds(Figure figure, const Sums& sums) {
  const Columns columns = columns_of(part(sums, figure));
  if (figure == Figure::reaction) return sums.reaction_stays > 0;
  return std::ranges::any_of(columns, [](std::int64_t value) { return value != 0; });
}

bool fits(Figure figure, const Sums& sums, LeastPeople rule) {
  if (!holds(figure, sums)) return true;
  switch (figure) {
    case Figure::stay:
      return rule.enough(sums.people);
    case Figure::attention:
      return rule.enough(sums.pose_people);
    case Figure::valence:
      return rule.enough(sums.valence_people);
    case Figure::change:
      return rule.enough(sums.change_people);
    case Figure::reaction:
      return (sums.reactions == 0 || rule.enough(sums.reaction_people)) &&
             (sums.reactions == sums.reaction_stays ||
              rule.enough(sums.people - sums.reaction_people));
    case Figure::labels:
      return labels_fit(sums, rule);
    case Figure::rating:
      return rule.enough(sums.ratings);
    case Figure::answers:
      return std::ranges::all_of(sums.answers,
                                 [&](std::int64_t n) { return rule.none_or_enough(n); });
  }
  return false;
}

Sums without_rating_spread(Sums sums) {
  sums.rating_sum2 = 60'000 * sums.rating_sum - 500'000'000 * sums.ratings;
  return sums;
}

std::optional<Sums> with_hidden_labels(const Sums& sums, LeastPeople rule) {
  const auto told = rule.told(sums.label_people, sums.label_ms);
  Sums result;
  result.label_time_ms = sums.label_time_ms;
  bool any = false;
  for (std::size_t i = 0; i < kLabels; ++i) {
    if (!told[i]) {
      result.label_hidden_ms[i] = sums.label_time_ms;
      continue;
    }
    result.label_ms[i] = sums.label_ms[i];
    result.label_people[i] = sums.label_people[i];
    any |= sums.label_ms[i] > 0;
  }
  return any ? std::optional(result) : std::nullopt;
}

std::vector<std::size_t> alike_in_labels(std::span<const Sums> groups, LeastPeople rule) {
  std::vector<std::size_t> best;
  std::int64_t most = 0;
  for (std::size_t label = 0; label < kLabels; ++label) {
    std::vector<std::size_t> own;
    std::int64_t time = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (!rule.enough(groups[i].label_people[label])) continue;
      own.push_back(i);
      time += groups[i].label_time_ms;
    }
    if (time > most) {
      most = time;
      best = std::move(own);
    }
  }
  return best;
}

bool tied_by_answers(std::span<const Sums> groups, LeastPeople rule) {
  constexpr std::size_t kAnswers = 5;
  Weights weights(groups.size() + kAnswers, std::vector<std::int64_t>(groups.size() + kAnswers, 0));
  for (std::size_t group = 0; group < groups.size(); ++group)
    for (std::size_t answer = 0; answer < kAnswers; ++answer) {
      const std::int64_t people = groups[group].answers[answer];
      weights[group][groups.size() + answer] = weights[groups.size() + answer][group] = people;
    }
  std::vector<bool> seen(weights.size(), false);
  for (std::size_t group = 0; group < groups.size(); ++group) {
    if (seen[group]) continue;
    if (!rule.enough(lightest_cut(weights, component(weights, group, seen)))) return false;
  }
  return true;
}

}  // namespace mien::audience
