#pragma once
/// \file Hours, day-parts, days and weeks of the store: how long a cell is.

#include <cstdint>

#include "mien/figures.h"

#include "base/time.h"

namespace mien::audience {

using Level = Span;
inline constexpr int kLevels = 4;
const char* name_of(Level level);

struct Period {
  WallTime begin, end;     ///< begin ≤ time < end
  std::int64_t day = 0;    ///< date of its begin on the store's clock, days since 1970
  std::int64_t month = 0;  ///< of that date: 12 × year + month from 0
};

/// The one that `time` lies in, on the store's clock. Every one lies within one of the next level.
Period period_of(Level level, WallTime time, const UtcOffset& clock);

}  // namespace mien::audience
