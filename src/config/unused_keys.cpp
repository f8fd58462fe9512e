// What a command does not use: one table, a line a key.
#include "config/unused_keys.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mien::config {

namespace {

using KeyPath = std::vector<std::string>;

constexpr const char* kAnyName = "*";
constexpr const char *kForCameras = "applies to live cameras only: mien serve",
                     *kForServer = "applies to the server only: mien serve",
                     *kForRecordings = "applies to recordings only: mien run",
                     *kRate = "the configuration's detect: { fps: … } applies",
                     *kForNobody = "write it as sinks.mqtt", *kGone = "it no longer has an effect";

struct UnusedKey {
  std::string_view command;         ///< empty: all
  std::array<const char*, 4> path;  ///< the rest null
  const char* why;
};

constexpr UnusedKey kUnused[] = {
    {"", {"mqtt"}, kForNobody},
    {"", {"audience", "rating_window_minutes"}, kGone},
    {"run", {"cameras", kAnyName, "transport"}, kForCameras},
    {"run", {"cameras", kAnyName, "sleep"}, kForCameras},
    {"run", {"cameras", kAnyName, "detect", "input"}, kForCameras},
    {"run", {"live"}, kForCameras},
    {"run", {"server"}, kForServer},
    {"run", {"notice"}, kForServer},
    {"run", {"logs"}, kForServer},
    {"run", {"reload"}, kForServer},
    {"serve", {"cameras", kAnyName, "time_in_name"}, kForRecordings},
    {"serve", {"approach"}, kForRecordings},
    {"serve", {"detect_fps"}, kRate},  // of a profile
    {"serve", {"tuning", "prefetch"}, kForRecordings},
    {"serve", {"tuning", "huge_pages"}, kForRecordings},
    {"serve", {"tuning", "streams"}, kForRecordings},
    {"serve", {"tuning", "batch"}, kForRecordings},
    {"serve", {"tuning", "skip_frames"}, kForRecordings},
};

/// The key itself, not one below it.
bool is_key(const KeyPath& key, const UnusedKey& unused) {
  for (std::size_t i = 0; i < unused.path.size(); ++i) {
    const char* name = unused.path[i];
    if (!name || i == key.size()) return !name && i == key.size();
    if (name != std::string_view(kAnyName) && key[i] != name) return false;
  }
  return key.size() == unused.path.size();
}

}  // namespace

void add_keys(const YamlNode& node, const std::vector<std::string>& above,
              std::vector<std::vector<std::string>>& keys) {
  for (const YamlEntry& entry : node.entries) {
    KeyPath key = above;
    key.push_back(entry.key);
    keys.push_back(key);
    if (entry.key != "zones" && entry.key != "masks" && entry.key != "staff")
      add_keys(entry.value, key, keys);
  }
}

void add_places(const YamlNode& root, const std::string& file,
                decltype(RunConfig::places)& places) {
  const auto add = [&](const YamlNode& section, const std::string& above, std::string_view name) {
    for (const YamlEntry& entry : section.entries)
      if (entry.key == name)
        places[above + entry.key] = {fmt::format("{}:{}", file, entry.value.line),
                                     entry.value.text};
  };
  for (const std::string_view name : {"approach", "detector", "emotion"}) add(root, "", name);
  for (const YamlEntry& entry : root.entries)
    if (entry.key == "audience") add(entry.value, "audience.", "time_zone");
}

std::vector<std::string> unused_keys(const RunConfig& config, std::string_view command) {
  std::vector<std::string> lines;
  for (const char* why : {kForNobody, kGone, kForCameras, kForServer, kForRecordings, kRate}) {
    std::vector<std::string> named;
    for (const UnusedKey& unused : kUnused) {
      if (unused.why != why || (!unused.command.empty() && unused.command != command)) continue;
      for (const KeyPath& key : config.keys)
        if (is_key(key, unused)) named.push_back(fmt::format("{}", fmt::join(key, ".")));
    }
    if (!named.empty())
      lines.push_back(
          fmt::format("{}: ignored by 'mien {}' ({})", fmt::join(named, ", "), command, why));
  }
  return lines;
}

}  // namespace mien::config
