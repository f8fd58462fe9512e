#pragma once
/// \file Figures of groups, shown from a minimum audience on.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "mien/figures.h"

namespace mien::audience {

/// The minimum audience as a rule: what each figure passes before anybody is told. The number that
/// counts is that of the people behind this very figure, not of the group around it: attention is
/// of those whose pose was known, a label's share of those who showed it.
class LeastPeople {
 public:
  explicit constexpr LeastPeople(int least) : least_(std::max(1, least)) {}

  constexpr bool enough(std::int64_t people) const { return people >= least_; }
  /// Nobody's figure gives nobody away.
  constexpr bool none_or_enough(std::int64_t people) const { return people <= 0 || enough(people); }
  /// May the share of `part` in `whole` people be told? It speaks of those outside as well.
  constexpr bool share(std::int64_t part, std::int64_t whole) const {
    return none_or_enough(part) && none_or_enough(whole - part);
  }
  /// Which parts of a whole that is known may be told; `people` are behind each, `sizes` is 0 where
  /// a part is empty. What is hidden could be had together from the rest and the whole: it needs a
  /// part of enough people among it, the smallest, or else an empty one.
  template <std::size_t parts, class Size>
  std::array<bool, parts> told(const std::array<std::int64_t, parts>& people,
                               const std::array<Size, parts>& sizes) const {
    std::array<bool, parts> told{};
    bool hidden = false;
    std::size_t second = parts;
    const auto empty = [&](std::size_t i) { return !(sizes[i] > 0); };
    for (std::size_t i = 0; i < parts; ++i) {
      told[i] = empty(i) || enough(people[i]);
      hidden |= !told[i];
      if (!told[i]) continue;
      const bool better = second == parts || (empty(second) && !empty(i)) ||
                          (!empty(i) && sizes[i] < sizes[second]);
      if (better) second = i;
    }
    // Several hidden parts alone still add up to themselves, unless nothing else is left.
    const bool all = second == parts || (empty(second) && hidden_parts(told) > 1);
    if (hidden && !all) told[second] = false;
    return told;
  }

 private:
  template <std::size_t parts>
  static std::size_t hidden_parts(const std::array<bool, parts>& told) {
    return static_cast<std::size_t>(std::ranges::count(told, false));
  }

  int least_;
};

}  // namespace mien::audience
