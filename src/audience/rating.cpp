#include "audience/rating.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

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

std::string words_of(const RatingFilter& filter) {
  std::vector<std::string> parts;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) parts.push_back(fmt::format("{} {}", name, value));
  };
  add("token", filter.token);
  add("camera", filter.camera);
  add("content", filter.content);
  add("source", filter.source);
  if (filter.from > WallTime{}) add("from", rfc3339(filter.from));
  if (filter.to < WallTime::max()) add("to", rfc3339(filter.to));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace mien::audience
