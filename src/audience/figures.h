#pragma once
/// \file What may be said of a group of stays.

#include <array>
#include <cstdint>
#include <optional>

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

  bool operator==(const Sums&) const = default;
};

/// Means of a group; spread: standard deviation with n − 1, 0 for one.
struct Figures {
  std::int64_t exposures = 0, people = 0;
  double dwell_s = 0, dwell_spread_s = 0;
  std::optional<double> attention;  ///< share of the time with a known pose, 0..1
  std::optional<double> valence;    ///< mean over stays, −1..1
  double valence_spread = 0;
  std::optional<double> change;  ///< of valence from arrival to leaving, mean over stays
  /// Share of the time under each label, `unknown` last; sums to 1, or all 0.
  std::array<double, kEmotions + 1> labels{};
  double reaction_share = 0;               ///< of the stays with a reaction
  std::optional<double> reaction_delay_s;  ///< mean
};
/// Valence, change and delay are means over those stays alone that have one: they are left out
/// where these could be of fewer than `least` people.
Figures figures_of(const Sums& sums, int least = 1);

/// People who are certainly among `stays` of the group's: no more of them can be repeated visits
/// than the group has.
std::int64_t certain_people(const Sums& sums, std::int64_t stays);

Sums& operator+=(Sums& sums, const Sums& more);

}  // namespace mien::audience
