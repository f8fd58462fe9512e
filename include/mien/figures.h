#pragma once
/// \file What may be said of groups of people: figures, rankings, and whether ratings agree.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mien/types.h"

namespace mien {

/// A figure and the interval that holds it at the asked confidence.
struct Estimate {
  double value = 0, low = 0, high = 0;
};

/// How intervals and comparisons are drawn.
struct Resampling {
  int rounds = 2000;         ///< ≥ 1
  double confidence = 0.95;  ///< between 0 and 1
  std::uint64_t seed = 193939;
};

namespace audience {

/// A figure of a group of people, or nothing but the fact that the group is too small to be shown:
/// neither the figure nor the size of the group can then be had from it.
/// What a database tells is a sum of published groups that are each large enough: no combination of
/// its answers tells of fewer people.
template <class Figure>
class Guarded {
 public:
  Guarded() = default;
  /// `figure` where `people` ≥ `least` (and ≥ 1).
  Guarded(Figure figure, std::int64_t people, int least) {
    if (people >= std::max(1, least)) figure_ = std::move(figure);
  }

  bool suppressed() const { return !figure_.has_value(); }
  /// Only where it is not suppressed.
  const Figure& operator*() const { return figure_.value(); }
  const Figure* operator->() const { return &figure_.value(); }

 private:
  std::optional<Figure> figure_;
};

/// Means of a group; spread: standard deviation with n − 1, 0 for one. What is missing was not
/// known, or not told.
struct Figures {
  std::int64_t exposures = 0, people = 0;
  double dwell_s = 0, dwell_spread_s = 0;
  std::optional<double> attention;  ///< share of the time with a known pose, 0..1
  std::optional<double> valence;    ///< mean over stays, −1..1
  double valence_spread = 0;
  std::int64_t valences = 0;     ///< stays behind it
  std::optional<double> change;  ///< of valence from arrival to leaving, mean over stays
  /// Share of the time under each label, `unknown` last; sums to 1 where all are told.
  std::array<std::optional<double>, kEmotions + 1> labels{};
  std::optional<double> reaction_share;    ///< of the stays with a reaction
  std::optional<double> reaction_delay_s;  ///< mean
};

struct Standing {
  std::size_t values = 0;
  Estimate mean;
  double difference = 0;  ///< mean minus that of all other ranked contents together
  double p = 1;           ///< two-sided permutation test of that difference, its normal limit:
                          ///< rough for fewer than 20 values
  double p_holm = 1;      ///< corrected for the number of ranked contents
};

struct Ranked {
  std::string content;
  Guarded<Standing> standing;
};

inline constexpr double kLowestRating = 1, kHighestRating = 5;
inline constexpr int kLowestScale = 2, kHighestScale = 1000;

/// One answer. Holds nothing about who gave it: a column of the kind is not read.
struct Rating {
  std::string content;
  std::string camera;  ///< where it was given; empty: not known
  WallTime time;
  double value = 0;    ///< 1 .. 5, whatever the scale it was given on
  int scale = 5;       ///< that scale's highest answer; its lowest is 1
  std::string source;  ///< "csv", "kiosk", …
  /// Its name within the source: the same rating sent twice is one, another one under it is
  /// refused. Empty: has none.
  std::string source_row;
  /// `source_row` is no name, it only counts equal ratings of a file without ids.
  bool counted = false;
  std::string token = {};  ///< name of the token that it was given with; empty: none
  bool stamped = false;    ///< `time` is when it came: sent again, it may be another
};

/// 1 .. `scale` → 1 .. 5, linear.
constexpr double rating_on_five(double answer, int scale) {
  return kLowestRating + (answer - 1) * (kHighestRating - kLowestRating) / (scale - 1);
}

struct RelationOptions {
  double neutral_band = 0.1;  ///< |valence| up to this is neither positive nor negative
  Resampling resampling;
};

/// How stretches of time under one dominant emotion were rated against all.
struct Lift {
  Emotion emotion = Emotion::unknown;
  std::int64_t ratings = 0;
  double mean = 0;                     ///< rating
  std::optional<Estimate> difference;  ///< from the mean of all, with its interval
};

/// Stretches by their mean rating (rows: below 2.5, to 3.5, above) and their mean valence (columns:
/// negative, neutral, positive).
struct Agreement {
  std::array<std::array<std::int64_t, 3>, 3> cells{};
  double share = 0;             ///< on the diagonal
  std::optional<double> kappa;  ///< Cohen's
};

/// Raters and faces are not matched: both are groups of enough people before one content for a
/// stretch of time.
struct Relation {
  std::size_t pairs = 0;                 ///< stretches
  std::int64_t ratings = 0, people = 0;  ///< in them
  std::optional<Estimate> spearman, kendall;
  std::vector<Lift> lifts;  ///< emotions that were met, in order
  Agreement agreement;
  std::vector<std::string> notices;  ///< what to keep in mind, in words
};

/// Which of the published figures. The range widens to whole hours of the store; a published group
/// (of an hour, a day-part, a day or a week) is in it where it is no longer than the range and has
/// its middle in it. Empty texts: all.
struct Filter {
  std::string camera, content;
  WallTime from{}, to = WallTime::max();
};

/// On the store's clock: a day-part is a quarter of a day, from midnight on; a week begins on
/// Monday.
enum class Span { hour, part, day, week };

/// Figures of an hour (by what was told of an hour), a day-part, a day or a week: by all that was
/// told of it and of what lies in it.
struct SeriesPoint {
  WallTime begin,
      end;  ///< begin ≤ arrival < end; a day is 23 or 25 hours long where the clock changes
  Guarded<Figures> figures;
};

struct RatingFigures {
  std::int64_t ratings = 0;
  double mean = 0;
  /// By the nearest of 1 .. 5, of `answered` of them; none where they are not told.
  std::optional<std::array<std::int64_t, 5>> answers;
  std::int64_t answered = 0;
};

struct RatingsAdded {
  std::int64_t added = 0, duplicates = 0;
  std::vector<std::size_t>
      conflicts;  ///< those, by place, whose name is another rating's: not stored
};

/// Each person of the last minute counts once, whatever the time in front of a camera.
struct TallyFigures {
  /// Mean over people whose expression is known, −1..1; none where those are too few.
  std::optional<double> valence;
  std::int64_t with_valence = 0;
  /// Mean shares, `unknown` last; sum to 1. None where those who showed it are too few.
  std::array<std::optional<double>, kEmotions + 1> labels{};
};

struct ContentTally {
  std::string content;
  std::int64_t faces_now = 0;  ///< in the last frame of each of its cameras
  std::int64_t people = 0;     ///< distinct tracks of the last minute that stayed long enough
  Guarded<TallyFigures> figures;
};

struct Tally {
  WallTime time;
  std::vector<ContentTally> contents;  ///< by name
};

}  // namespace audience

}  // namespace mien
