#pragma once
/// \file What may be said of a group of stays.

#include <array>
#include <cstdint>
#include <optional>

#include "mien/figures.h"
#include "mien/types.h"

namespace mien::audience {

/// Sums of whole numbers over stays, as the database keeps them: exact in any order, and
/// after stays are deleted.
struct Sums {
  std::int64_t exposures = 0;
  std::int64_t people = 0;                   ///< first stays (Exposure::visit 1)
  std::int64_t dwell_cs = 0, dwell_cs2 = 0;  ///< hundredths of seconds, and their squares
  std::int64_t pose_ms = 0, attention_ms = 0;
  std::array<std::int64_t, kEmotions + 1> label_ms{};
  std::int64_t valence_n = 0, valence_sum = 0, valence_sum2 = 0;  ///< of 1/10,000
  std::int64_t change_n = 0, change_sum = 0, change_sum2 = 0;     ///< of 1/10,000
  std::int64_t reactions = 0, reaction_ms = 0;
  /// People (first stays) behind each figure: whose pose was known, who showed the label, who have
  /// a valence, a change, a reaction.
  std::int64_t pose_people = 0;
  std::array<std::int64_t, kEmotions + 1> label_people{};
  std::int64_t valence_people = 0, change_people = 0, reaction_people = 0;

  bool operator==(const Sums&) const = default;
};

/// Each figure is of those stays alone that have it, and is left out where these are of fewer than
/// `least` people (LeastPeople). The group itself must be large enough (Guarded).
Figures figures_of(const Sums& sums, int least = 1);

Sums& operator+=(Sums& sums, const Sums& more);

}  // namespace mien::audience
