#include "recorded/recording_time.h"

#include <algorithm>

#include "recorded/recorded_at.h"

namespace mien::recorded {

namespace {

std::optional<WallTime> past(const std::optional<std::string>& text, const UtcOffset& clock) {
  const auto time = text ? store_time(*text, clock) : std::nullopt;
  return time && *time <= wall_now() ? time : std::nullopt;
}

}  // namespace

// Twice, since the offset depends on the time.
std::optional<WallTime> store_time(const std::string& text, const UtcOffset& clock) {
  if (const ParsedTime full = parse_time(text); full.time) return full.time;
  const ParsedTime near = parse_time(text, std::chrono::minutes(0));
  if (!near.time) return std::nullopt;
  return parse_time(text, clock(*near.time - clock(*near.time))).time;
}

std::optional<RecordingTime> when_recorded(const std::string& input, const UtcOffset& clock,
                                           const std::string& pattern) {
  if (const auto made =
          past(creation_time(input), [](WallTime) { return std::chrono::minutes(0); }))
    return RecordingTime{*made, ""};
  const auto files = files_of(input);
  if (files.empty()) return std::nullopt;
  const auto in_name =
      pattern.empty() ? time_in_name(files.front()) : time_in_name(files.front(), pattern);
  if (const auto named = past(in_name, clock)) return RecordingTime{*named, "the file's name"};
  if (const auto named = past(time_in_name(input), clock))
    return RecordingTime{*named, "the folder's name"};
  const auto changed = file_time(input);
  if (!changed) return std::nullopt;
  return RecordingTime{
      std::min(*changed, wall_now()),
      "the file's modification time minus its length, which copying may have changed"};
}

}  // namespace mien::recorded
