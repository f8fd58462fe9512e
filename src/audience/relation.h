#pragma once
/// \file Do the ratings and the expressions agree?

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audience/guarded.h"
#include "audience/rating.h"
#include "base/statistics.h"
#include "stays/exposure.h"

namespace mien::audience {

/// A rating and what the faces showed about the time it was given. Faces and raters are not the
/// same people: the expressions are those of whoever was there, never matched to a person.
struct JoinedRating {
  double rating = 0;                   ///< 1 .. 5
  std::optional<double> valence;       ///< mean of the exposures that have one
  Emotion emotion = Emotion::unknown;  ///< with the most time over the exposures
  std::size_t block = 0;  ///< ratings of one block may share exposures: no independent witnesses
  std::string content;
};

struct RatingJoin {
  std::vector<JoinedRating> ratings;  ///< those with at least one exposure
  /// Per exposure the groups that it is part of, as bits: emotions 0 … 8, cells of the agreement
  /// matrix from kCellBit on; 0: no rating met it.
  std::vector<std::uint32_t> groups;
};

struct RelationOptions {
  std::chrono::minutes window{10};  ///< an exposure counts for ratings up to this far from it
  double neutral_band = 0.1;        ///< |valence| up to this is neither positive nor negative
  int min_audience = 5;             ///< StoreOptions::min_audience
  Resampling resampling;
};

inline constexpr int kCellBit = 9;
/// Row and column of the agreement matrix.
int row_of(double rating);
int column_of(double valence, double neutral_band);

/// Joins by content, camera (where the rating names one) and time: exposures that reach into
/// [time − window, time + window]. Pure.
RatingJoin join(std::span<const Rating> ratings, std::span<const Exposure> exposures,
                const RelationOptions& options);

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

/// Suppressed as a whole below the minimum audience of ratings or of people. Pure.
Guarded<Relation> relate(std::span<const Rating> ratings, std::span<const Exposure> exposures,
                         const RelationOptions& options = {});

}  // namespace mien::audience
