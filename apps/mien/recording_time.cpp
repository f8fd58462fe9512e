#include "recording_time.h"

#include <cstdlib>

#include "video/recorded_at.h"

namespace {

std::optional<mien::WallTime> past(const std::optional<std::string>& text,
                                   const mien::UtcOffset& clock) {
  const auto time = text ? store_time(*text, clock) : std::nullopt;
  return time && *time <= mien::wall_now() ? time : std::nullopt;
}

}  // namespace

// Twice, since the offset depends on the time.
std::optional<mien::WallTime> store_time(const std::string& text, const mien::UtcOffset& clock) {
  if (const mien::ParsedTime full = mien::parse_time(text); full.time) return full.time;
  const mien::ParsedTime near = mien::parse_time(text, std::chrono::minutes(0));
  if (!near.time) return std::nullopt;
  return mien::parse_time(text, clock(*near.time - clock(*near.time))).time;
}

std::optional<RecordingTime> when_recorded(const std::string& input, const mien::UtcOffset& clock,
                                           const std::string& pattern) {
  if (const auto made = past(mien::video::creation_time(input),
                             [](mien::WallTime) { return std::chrono::minutes(0); }))
    return RecordingTime{*made, ""};
  const auto files = mien::video::files_of(input);
  if (files.empty()) return std::nullopt;
  const auto in_name = pattern.empty() ? mien::video::time_in_name(files.front())
                                       : mien::video::time_in_name(files.front(), pattern);
  if (const auto named = past(in_name, clock)) return RecordingTime{*named, "the file's name"};
  if (const auto named = past(mien::video::time_in_name(input), clock))
    return RecordingTime{*named, "the folder's name"};
  const auto changed = mien::video::file_time(input);
  if (!changed) return std::nullopt;
  return RecordingTime{
      std::min(*changed, mien::wall_now()),
      "the file's modification time minus its length, which copying may have changed"};
}
