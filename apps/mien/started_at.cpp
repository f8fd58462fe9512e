#include "started_at.h"

#include "mien/error.h"

#include "recorded/recording_time.h"
#include "stays/timely.h"

std::optional<mien::WallTime> begin_of(const std::string& started_at, const mien::UtcOffset& clock,
                                       void (*tell)(const std::string&)) {
  if (started_at.empty()) return std::nullopt;
  const auto shown = mien::recorded::store_time(started_at, clock);
  std::string problem;
  if (!shown)
    problem = mien::parse_time(started_at, std::chrono::minutes(0)).problem;
  else if (shown->time > mien::wall_now() + mien::audience::kAhead)
    problem = "the time " + mien::rfc3339(shown->time, clock) + " is in the future";
  if (!problem.empty())
    throw mien::Error(mien::ErrorKind::usage, "--started-at", problem,
                      "write it as 2026-11-03T09:15:00+01:00");
  if (const std::string words = mien::recorded::words_of(*shown, clock); !words.empty())
    tell("--started-at: " + mien::rfc3339(shown->time, clock) + words +
         "; give the offset from UTC for another");
  return shown->time;
}
