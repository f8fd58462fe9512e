#pragma once
/// \file When people come: hour by weekday.

#include <array>
#include <optional>

#include "audience/store.h"
#include "base/json.h"

namespace mien::audience {

/// All hours of one kind that may be told, each on its own.
struct WeekCell {
  std::int64_t people = 0, exposures = 0;
  double dwell_s = 0;
  std::optional<double> valence;
};
/// Monday first, 24 hours each, on `clock`; none: no such hour may be told.
using Week = std::array<std::array<std::optional<WeekCell>, 24>, 7>;

Week week_of(Store& store, const Filter& filter, const UtcOffset& clock);

/// Seven lists of 24: {"people", "exposures", "dwell_s", "valence"}, or null. Pure.
Json json_of(const Week& week);

}  // namespace mien::audience
