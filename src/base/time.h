#pragma once
/// \file Wall-clock times: what exposures and ratings are joined by.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mien/types.h"

namespace mien {

WallTime wall_now();
/// Rounded to the nearest; `seconds` is finite and within the range.
std::chrono::milliseconds milliseconds_of(double seconds);
/// As the database holds it, and back.
constexpr std::int64_t since_1970_ms(WallTime time) { return time.time_since_epoch().count(); }
constexpr WallTime wall_of(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

/// "365 d 2 h 3 min": how long, in words; without its sign.
std::string in_words(std::chrono::milliseconds time);

/// The store's own clock at `time`.
std::chrono::local_time<std::chrono::milliseconds> local_of(WallTime time, const UtcOffset& offset);

/// What date and time of day on the store's clock mean.
struct ClockReading {
  WallTime time, again;  ///< set back, the clock showed it twice: first and second; else the same
  bool never = false;    ///< the clock leapt over it: `time` is as if it had not been set ahead
};
ClockReading reading_of(std::chrono::local_time<std::chrono::milliseconds> shown,
                        const UtcOffset& offset);

/// "2026-11-03", and back; nullopt where it is no such day.
std::string day_words(std::chrono::local_days day);
std::optional<std::chrono::local_days> parse_day(std::string_view text);

/// When a day of the store begins, and the one before ends: at midnight on its clock, or at the
/// first moment after it that the clock shows. Pure but for `offset`.
WallTime day_begin(std::chrono::local_days day, const UtcOffset& offset);

/// The wall clock's time of a moment that the steady clock named (base/clock.h): it follows the
/// wall clock wherever that is set.
WallTime wall_at(double steady_ms);

/// 2026-11-03T09:15:27.041Z
std::string rfc3339(WallTime time);
/// The same behind `out`, without a text of its own: each line of results has one.
void append_rfc3339(std::string& out, WallTime time);
/// 2026-11-03T10:15:27+01:00: on the store's own clock, to the second.
std::string rfc3339(WallTime time, const UtcOffset& clock);

/// A time, or why it is none in words for a report.
struct ParsedTime {
  std::optional<WallTime> time;
  std::string problem;
};

/// RFC 3339 ("T" or a blank between date and time, seconds and their fraction may be left out), or
/// seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size. A time
/// without a zone is taken at `offset` from UTC; without one it is a problem. Between 1990 and
/// 2200.
ParsedTime parse_time(std::string_view text, std::optional<std::chrono::minutes> offset = {});

/// "Z", "+01:00", "-0530"; nullopt where it is none.
std::optional<std::chrono::minutes> parse_offset(std::string_view text);

}  // namespace mien
