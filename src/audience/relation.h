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

inline constexpr int kCellBit = 9;
/// Row and column of the agreement matrix.
int row_of(double rating);
int column_of(double valence, double neutral_band);

/// Joins by content, camera (where the rating names one) and time: exposures that reach into
/// [time − window, time + window]. Pure.
RatingJoin join(std::span<const Rating> ratings, std::span<const Exposure> exposures,
                const RelationOptions& options);

/// Suppressed as a whole below the minimum audience of ratings or of people. Pure.
Guarded<Relation> relate(std::span<const Rating> ratings, std::span<const Exposure> exposures,
                         const RelationOptions& options = {});

}  // namespace mien::audience
