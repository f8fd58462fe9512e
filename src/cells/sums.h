#pragma once
/// \file What is summed over the people of a group, and the figures that these sums belong to.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "mien/types.h"

namespace mien::audience {

inline constexpr std::size_t kLabels = kEmotions + 1;  ///< `unknown` last

/// Sums of whole numbers over stays and ratings, as the database keeps them: exact in any order.
/// Members stand in the order of the database's columns (column_names), figure by figure.
struct Sums {
  // The group: its stays, its people (first stays), its dwell in hundredths of seconds and squared.
  std::int64_t exposures = 0, people = 0, dwell_cs = 0, dwell_cs2 = 0;
  std::int64_t pose_ms = 0, attention_ms = 0, pose_people = 0;
  std::int64_t valence_n = 0, valence_sum = 0, valence_sum2 = 0, valence_people = 0;  ///< 1/10,000
  std::int64_t change_n = 0, change_sum = 0, change_sum2 = 0, change_people = 0;      ///< 1/10,000
  /// `reaction_stays`: those of which it is known whether they reacted.
  std::int64_t reactions = 0, reaction_ms = 0, reaction_people = 0, reaction_stays = 0;
  std::array<std::int64_t, kLabels> label_ms{}, label_people{};
  /// Time under all labels together, and the part of it in which a label was not told apart.
  std::int64_t label_time_ms = 0;
  std::array<std::int64_t, kLabels> label_hidden_ms{};
  std::int64_t ratings = 0, rating_sum = 0, rating_sum2 = 0;  ///< 1/10,000 of 1 .. 5
  std::array<std::int64_t, 5> answers{};                      ///< by the nearest of 1 .. 5
  std::int64_t answered = 0;                                  ///< ratings in `answers`

  bool operator==(const Sums&) const = default;
};

/// A part of the sums that is published, or not, by the number of people behind it.
enum class Figure { stay, attention, valence, change, reaction, labels, rating, answers };
inline constexpr std::size_t kFigures = 8;

inline constexpr std::size_t kColumns = sizeof(Sums) / sizeof(std::int64_t);
using Columns = std::array<std::int64_t, kColumns>;
inline Columns columns_of(const Sums& sums) { return std::bit_cast<Columns>(sums); }
inline Sums sums_of(const Columns& columns) { return std::bit_cast<Sums>(columns); }

/// The figure's columns, first ≤ i < end.
struct ColumnRange {
  std::size_t first = 0, end = 0;
};
ColumnRange range_of(Figure figure);

/// Names of the database's columns, in the order of the members.
const std::array<std::string, kColumns>& column_names();
/// "a, b, …" with each name in `form` in place of {}.
std::string each_column(const std::string& form, const std::string& between = ", ");

Sums& operator+=(Sums& sums, const Sums& more);
Sums operator-(const Sums& sums, const Sums& less);
/// The figure's columns alone; the others are 0.
Sums part(const Sums& sums, Figure figure);

}  // namespace mien::audience
