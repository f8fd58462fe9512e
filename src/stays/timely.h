#pragma once
/// \file Which times what somebody tells of the store may have.

#include <chrono>
#include <optional>
#include <string>

#include "base/time.h"
#include "stays/placing.h"

namespace mien::audience {

/// A sender's clock may be so far ahead: the time is then taken as ours.
inline constexpr std::chrono::minutes kAhead{10};
/// How long a content may be shown at a time, and how far ahead its end may be.
inline constexpr std::chrono::days kLongestPlay{366}, kEndAhead{1};

/// Why a rating of `time` cannot be taken at `now` by a store that keeps `retention_days` (0: for
/// ever), in words; none: it can.
std::optional<std::string> why_untimely(WallTime time, WallTime now, int retention_days);

/// The same of what was played: its begin is untimely, or its end is.
std::optional<std::string> why_no_play(const Played& played, WallTime now, int retention_days);

/// Why nothing can be of a range, seen at `now`, in words: it ends before it begins, begins more
/// than a day ahead or ends more than a year ahead, as where a year was mistyped. None: it may be.
/// WallTime{} and WallTime::max() are no begin and no end.
std::optional<std::string> why_no_range(WallTime from, WallTime to, WallTime now);

}  // namespace mien::audience
