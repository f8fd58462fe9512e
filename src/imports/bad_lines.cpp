#include "imports/bad_lines.h"

#include <algorithm>

#include <fmt/format.h>

namespace mien::imports {

namespace {

/// An option as its reader writes it.
std::string option(const char* name, const char* value, bool query) {
  if (!query) return fmt::format("--{} {}", name, value);
  std::string parameter = name;
  std::ranges::replace(parameter, '-', '_');
  return fmt::format("{}={}", parameter, value);
}

std::string remedy_of(const std::string& cause, bool query) {
  const auto say = [query](const char* name, const char* value) {
    return option(name, value, query);
  };
  if (cause == cause::kNoZone)
    return fmt::format(
        "add Z or +01:00, or use {} for the whole file",
        query ? say("utc-offset", "%2B01:00")
              : say("time-zone", "Europe/Berlin") + " or " + say("utc-offset", "+01:00"));
  if (cause == cause::kNoOrder)
    return fmt::format("use {} or {}", say("dates", "day-first"), say("dates", "month-first"));
  if (cause == cause::kNotUtf8)
    return fmt::format("save it as UTF-8, or use {} if it comes from Excel's plain CSV",
                       say("encoding", "windows-1252"));
  if (cause == cause::kRating)
    return fmt::format("use {} if 10 is the highest answer", say("scale", "10"));
  if (cause == cause::kZero)
    return fmt::format("scales begin at 1: add 1 to every answer, and for 0 to 10 use {}",
                       say("scale", "11"));
  if (cause == cause::kMoreFields) return "a decimal comma needs quotes, or ';' between the fields";
  if (cause == cause::kNoTimeOfDay)
    return "add the time of day: ratings are joined with those who were there then";
  if (cause == cause::kAhead)
    return fmt::format("set this machine's clock, or give the file's time zone: {}",
                       query ? say("utc-offset", "%2B01:00") : say("time-zone", "Europe/Berlin"));
  if (cause == cause::kTooOld) return "raise storage.retention_days to keep more";
  if (cause == cause::kTaken)
    return fmt::format("if this file is from another till, name it: {}", say("source", "NAME"));
  if (cause == cause::kNever)
    return fmt::format("add the offset that the clock had, or use {} for the whole file",
                       query ? say("utc-offset", "%2B01:00") : say("utc-offset", "+01:00"));
  if (cause == cause::kThousands) return "write 1000 for a thousand, 1.5 for one and a half";
  if (cause == cause::kEnd)
    return "a play log lists what was shown, not what is planned: correct the end time";
  if (cause == cause::kNoTime) return "write it as 2026-11-03 09:15:00";
  return {};
}

}  // namespace

std::vector<BadLines> by_cause(const std::vector<BadLine>& lines, bool query) {
  std::vector<BadLines> groups;
  std::vector<std::string> causes;
  for (const BadLine& line : lines) {
    const std::string& name = line.cause.empty() ? line.reason : line.cause;
    const auto known = std::ranges::find(causes, name);
    const auto place = static_cast<std::size_t>(known - causes.begin());
    if (known == causes.end()) {
      causes.push_back(name);
      groups.push_back({0, line.line, line.reason, remedy_of(line.cause, query)});
    }
    ++groups[place].count;
  }
  return groups;
}

std::string in_words(const BadLines& lines) {
  std::string words = lines.count == 1
                          ? fmt::format("line {}", lines.first)
                          : fmt::format("{} lines, the first is {}", lines.count, lines.first);
  words += ": " + lines.reason;
  return lines.remedy.empty() ? words : words + " (" + lines.remedy + ")";
}

Json json_of(const std::vector<BadLine>& lines) {
  Json list = Json::array();
  for (const BadLine& line : lines) list.push_back({{"line", line.line}, {"reason", line.reason}});
  return list;
}

Json json_of(const std::vector<BadLines>& causes) {
  Json list = Json::array();
  for (const BadLines& lines : causes)
    list.push_back({{"lines", lines.count},
                    {"first", lines.first},
                    {"reason", lines.reason},
                    {"remedy", lines.remedy}});
  return list;
}

}  // namespace mien::imports
