#pragma once
/// \file What a customer said of a content.

#include <chrono>
#include <optional>
#include <string>

#include "mien/figures.h"

#include "base/time.h"

namespace mien::audience {

/// A sender's clock may be so far ahead: the time is then taken as ours.
inline constexpr std::chrono::minutes kAhead{10};

/// Why a rating of `time` cannot be taken at `now` by a store that keeps `retention_days` (0: for
/// ever), in words; none: it can.
std::optional<std::string> why_untimely(WallTime time, WallTime now, int retention_days);

/// Which ratings; empty texts: all.
struct RatingFilter {
  std::string token, camera, content, source;
  WallTime from{}, to = WallTime::max();
};
/// "token kiosk-door, from 2026-11-03T09:00:00.000Z": for the audit log.
std::string words_of(const RatingFilter& filter);

}  // namespace mien::audience
