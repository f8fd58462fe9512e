#include "base/passed_over.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mien {

std::vector<std::string> in_words(std::span<const PassedOver> files) {
  constexpr std::size_t kNamed = 4;
  struct Group {
    std::string reason;
    std::vector<std::string> names;
  };
  std::vector<Group> groups;
  for (const PassedOver& each : files) {
    auto group = std::ranges::find(groups, each.reason, &Group::reason);
    if (group == groups.end()) group = groups.insert(group, {each.reason, {}});
    group->names.push_back(each.file);
  }
  std::vector<std::string> lines;
  for (Group& group : groups) {
    const std::size_t count = group.names.size();
    if (count > kNamed) group.names.resize(kNamed);
    const std::string more = count > kNamed ? fmt::format(" and {} more", count - kNamed) : "";
    lines.push_back(fmt::format("{} {} skipped ({}{}): {}", count, count == 1 ? "file" : "files",
                                fmt::join(group.names, ", "), more, group.reason));
  }
  return lines;
}

}  // namespace mien
