#include "audience/rating.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mien::audience {

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
