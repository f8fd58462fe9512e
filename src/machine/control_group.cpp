#include "machine/control_group.h"

#include <algorithm>
#include <fstream>
#include <string>

#include <unistd.h>

namespace mien::machine {

namespace {

namespace fs = std::filesystem;

/// Version 1 states "no limit" as the largest number of whole pages.
constexpr std::int64_t kNoLimit = std::int64_t{1} << 60;

/// The file's first number; nothing for "max".
std::optional<std::int64_t> first_number(const fs::path& file) {
  std::ifstream in(file);
  std::int64_t number = 0;
  if (!(in >> number)) return std::nullopt;
  return number;
}

/// Of the file that the version in use has.
std::optional<std::int64_t> either(const fs::path& folder, const char* second, const char* first) {
  const auto number = first_number(folder / second);
  return number ? number : first_number(folder / first);
}

std::optional<std::int64_t> limit_in(const fs::path& folder) {
  const auto limit = either(folder, "memory.max", "memory.limit_in_bytes");
  return limit && *limit < kNoLimit ? limit : std::nullopt;
}

std::optional<double> quota_in(const fs::path& folder) {
  std::ifstream in(folder / "cpu.max");
  double quota = 0, period = 0;
  if (!(in >> quota >> period)) {
    quota = static_cast<double>(first_number(folder / "cpu.cfs_quota_us").value_or(-1));
    period = static_cast<double>(first_number(folder / "cpu.cfs_period_us").value_or(0));
  }
  if (!(quota > 0) || !(period > 0)) return std::nullopt;
  return quota / period;
}

template <class Value>
void keep_least(std::optional<Value>& least, const std::optional<Value>& value) {
  if (value) least = std::min(least.value_or(*value), *value);
}

bool has_word(std::string_view list, std::string_view word) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (list.substr(begin, end - begin) == word) return true;
    begin = end + 1;
  }
  return false;
}

/// The group's folder and those above it. Within a container the group may be named as outside of
/// it: what is not there tells nothing, and the container's own group is at the top.
void add_folders(const fs::path& mount, const fs::path& group, std::vector<fs::path>& folders) {
  fs::path folder = mount;
  folders.push_back(folder);
  for (const fs::path& part : group.relative_path()) {
    if (part == "..") return;
    folders.push_back(folder /= part);
  }
}

}  // namespace

// Lines of /proc/self/cgroup: number, controllers (none: version 2), group, between colons.
std::vector<fs::path> ControlGroup::folders(std::string_view controller) const {
  const fs::path mounts = root_ / "sys/fs/cgroup";
  std::vector<fs::path> all;
  std::ifstream in(root_ / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string names = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (names.empty()) {
      add_folders(mounts, group, all);
      add_folders(mounts / "unified", group, all);
    } else if (has_word(names, controller)) {
      add_folders(mounts / names, group, all);
      if (names != controller) add_folders(mounts / controller, group, all);
    }
  }
  return all;
}

std::optional<std::int64_t> ControlGroup::memory_limit() const {
  std::optional<std::int64_t> least;
  for (const fs::path& folder : folders("memory")) keep_least(least, limit_in(folder));
  return least;
}

std::optional<std::int64_t> ControlGroup::memory_left() const {
  std::optional<std::int64_t> least;
  for (const fs::path& folder : folders("memory")) {
    const auto limit = limit_in(folder);
    const auto used = either(folder, "memory.current", "memory.usage_in_bytes");
    if (limit && used) keep_least(least, std::optional(std::max<std::int64_t>(0, *limit - *used)));
  }
  return least;
}

std::optional<double> ControlGroup::cpus() const {
  std::optional<double> least;
  for (const fs::path& folder : folders("cpu")) keep_least(least, quota_in(folder));
  return least;
}

std::int64_t usable_memory() {
  const std::int64_t machine =
      static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  return std::min(machine, ControlGroup().memory_limit().value_or(machine));
}

}  // namespace mien::machine
