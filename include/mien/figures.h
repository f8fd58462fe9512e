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
///
/// The guard holds for each answer alone. Who subtracts one answer from another (a day without its
/// hours) can still close in on a group that neither shows: keep raw answers to those who may see
/// them.
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
/// known, or known of too few people to be told.
struct Figures {
  std::int64_t exposures = 0, people = 0;
  double dwell_s = 0, dwell_spread_s = 0;
  std::optional<double> attention;  ///< share of the time with a known pose, 0..1
  std::optional<double> valence;    ///< mean over stays, −1..1
  double valence_spread = 0;
  std::int64_t valences = 0;     ///< stays behind it
  std::optional<double> change;  ///< of valence from arrival to leaving, mean over stays
  /// Share of the time under each label, `unknown` last; sums to 1, or all 0.
  std::array<std::optional<double>, kEmotions + 1> labels{};
  std::optional<double> reaction_share;    ///< of the stays with a reaction
  std::optional<double> reaction_delay_s;  ///< mean
};

struct Standing {
  std::size_t values = 0;
  Estimate mean;
  double difference = 0;  ///< mean minus that of all other ranked contents together
  double p = 1;           ///< two-sided permutation test of that difference
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
  std::chrono::minutes window{10};  ///< an exposure counts for ratings up to this far from it
  double neutral_band = 0.1;        ///< |valence| up to this is neither positive nor negative
  int min_audience = 5;             ///< StoreOptions::min_audience
  Resampling resampling;
};

/// How ratings given under one dominant emotion differ from all joined ones.
struct Lift {
  Emotion emotion = Emotion::unknown;
  std::size_t ratings = 0;
  double mean = 0;                     ///< rating
  std::optional<Estimate> difference;  ///< from the mean of all, with its interval
};

/// Ratings (rows: 1–2, 3, 4–5; other values by the nearer half) against valence (columns: negative,
/// neutral, positive).
struct Agreement {
  /// Cells of fewer than the minimum audience are suppressed, and with a single one on the
  /// diagonal, or off it, the next smallest, which the total and the share would give away.
  std::array<std::array<Guarded<std::int64_t>, 3>, 3> cells;
  std::optional<double> share;  ///< on the diagonal; not where few agree, or few do not
  std::optional<double> kappa;  ///< Cohen's; only where no cell is suppressed
};

struct Relation {
  std::size_t pairs = 0;   ///< ratings joined to a valence
  std::size_t people = 0;  ///< whose expressions they were joined to (first stays)
  std::optional<Estimate> spearman, kendall;
  std::vector<std::pair<Emotion, Guarded<Lift>>> lifts;  ///< emotions that were met, in order
  Agreement agreement;
  std::vector<std::string> notices;  ///< what to keep in mind, in words
};

/// Which stays and ratings: from ≤ arrival (or rating) < to. Empty texts: all.
struct Filter {
  std::string camera, content;
  WallTime from{}, to = WallTime::max();
};

enum class Span { minute, hour, day };

/// Figures of what arrived within a minute, an hour (UTC) or a day (the store's clock).
struct SeriesPoint {
  WallTime begin,
      end;  ///< begin ≤ arrival < end; a day is 23 or 25 hours long where the clock changes
  Guarded<Figures> figures;
};

struct RatingFigures {
  std::int64_t ratings = 0;
  double mean = 0;
  /// By the nearest of 1 .. 5. None where one of them was given by too few: with the mean and the
  /// others it could be worked out.
  std::optional<std::array<std::int64_t, 5>> answers;
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
