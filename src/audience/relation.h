#pragma once
/// \file Do the ratings and the expressions agree?

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/figures.h"

#include "statistics/statistics.h"

namespace mien::audience {

/// What was told of a content for a stretch of time: how it was rated, and what the faces in front
/// of it showed. Raters and faces are not matched: both are groups of enough people.
struct RatedStretch {
  std::string content;
  std::int64_t day = 0;      ///< stretches of a day may be alike: no independent witnesses
  double rating = 0;         ///< mean, 1 .. 5
  std::int64_t ratings = 0;  ///< how many
  double valence = 0;        ///< mean, −1 .. 1
  std::int64_t people = 0;   ///< whose it is
  std::optional<Emotion> emotion = {};  ///< known label with the most time, where labels are told
};

/// Suppressed where there is no stretch. Pure.
Guarded<Relation> relate(std::span<const RatedStretch> stretches,
                         const RelationOptions& options = {});

}  // namespace mien::audience
