#include "stays/timely.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mien::audience {

std::optional<std::string> why_untimely(WallTime time, WallTime now, int retention_days) {
  if (time > now + kAhead)
    return fmt::format("the time {} is in the future, it is now {}", rfc3339(time), rfc3339(now));
  if (retention_days > 0 && time < now - std::chrono::days(retention_days))
    return fmt::format("the time {} is older than the retention of {}", rfc3339(time),
                       counted(retention_days, "day"));
  return std::nullopt;
}

std::optional<std::string> why_no_play(const Played& played, WallTime now, int retention_days) {
  if (auto why = why_untimely(played.begin, now, retention_days)) return why;
  if (played.end > now + kEndAhead)
    return fmt::format("it ends at {}, more than a day from now", rfc3339(played.end));
  if (played.end - played.begin > kLongestPlay)
    return fmt::format("it lasts from {} to {}, more than {} days", rfc3339(played.begin),
                       rfc3339(played.end), kLongestPlay.count());
  return std::nullopt;
}

std::optional<std::string> why_no_range(WallTime from, WallTime to, WallTime now) {
  constexpr std::chrono::days kDay{1}, kYear{366};
  if (from >= to) return "the end is not after the start";
  if (from > now + kDay) return fmt::format("the start {} is in the future", rfc3339(from));
  if (to != WallTime::max() && to > now + kYear)
    return fmt::format("the end {} is more than a year ahead", rfc3339(to));
  return std::nullopt;
}

}  // namespace mien::audience
