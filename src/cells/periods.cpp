#include "cells/periods.h"

namespace mien::audience {

namespace {

using namespace std::chrono;

constexpr hours kPart{6};

/// A day-part begins at midnight, or at an hour at which no clock is set.
WallTime part_begin(local_days day, int part, const UtcOffset& clock) {
  if (part == 0) return day_begin(day, clock);
  if (part == 4) return day_begin(day + days(1), clock);
  return reading_of(day + part * kPart, clock).time;
}

}  // namespace

const char* name_of(Level level) {
  switch (level) {
    case Level::hour:
      return "hour";
    case Level::part:
      return "part";
    case Level::day:
      return "day";
    case Level::week:
      break;
  }
  return "week";
}

Period period_of(Level level, WallTime time, const UtcOffset& clock) {
  const auto local = local_of(time, clock);
  local_days day = floor<days>(local);
  Period period;
  if (level == Level::hour) {
    period.begin = time - (local - floor<hours>(local));
    period.end = period.begin + hours(1);
  } else if (level == Level::part) {
    const auto part = static_cast<int>((local - day) / kPart);
    period.begin = part_begin(day, part, clock);
    period.end = part_begin(day, part + 1, clock);
  } else {
    if (level == Level::week) day -= weekday(day) - Monday;
    period.begin = day_begin(day, clock);
    period.end = day_begin(day + (level == Level::week ? days(7) : days(1)), clock);
  }
  const year_month_day date(day);
  period.day = day.time_since_epoch().count();
  period.month = 12 * int{date.year()} + static_cast<int>(unsigned{date.month()}) - 1;
  return period;
}

}  // namespace mien::audience
