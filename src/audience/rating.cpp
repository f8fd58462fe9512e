#include "audience/rating.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mien::audience {

std::optional<std::string> why_untimely(WallTime time, WallTime now, int retention_days) {
  if (time > now + kAhead)
    return fmt::format("the time {} lies ahead, here it is {}", rfc3339(time), rfc3339(now));
  if (retention_days > 0 && time < now - std::chrono::days(retention_days))
    return fmt::format("the time {} is before what is kept: {} days", rfc3339(time),
                       retention_days);
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
