#include "recorded/recording_time.h"

#include <algorithm>

#include "recorded/recorded_at.h"

namespace mien::recorded {

namespace {

/// `source`: what says it, in words.
std::optional<RecordingTime> past(const std::optional<std::string>& text, const UtcOffset& clock,
                                  const std::string& source) {
  const auto shown = text ? store_time(*text, clock) : std::nullopt;
  if (!shown || shown->time > wall_now()) return std::nullopt;
  return RecordingTime{shown->time, source + words_of(*shown, clock)};
}

}  // namespace

std::optional<ClockReading> store_time(const std::string& text, const UtcOffset& clock) {
  if (const auto full = parse_time(text).time) return ClockReading{*full, *full};
  const auto shown = parse_time(text, std::chrono::minutes(0)).time;
  return shown ? std::optional(reading_of(local_of(*shown, {}), clock)) : std::nullopt;
}

std::string words_of(const ClockReading& reading, const UtcOffset& clock) {
  if (reading.never) return ", an hour that the store's clock leapt over";
  if (reading.again == reading.time) return {};
  return ", the first of two such times (the other: " + rfc3339(reading.again, clock) + ")";
}

std::optional<RecordingTime> when_recorded(const std::string& input, const UtcOffset& clock,
                                           const std::string& pattern) {
  const auto utc = [](WallTime) { return std::chrono::minutes(0); };
  if (const auto made = past(creation_time(input), utc, "")) return made;
  const auto files = files_of(input);
  if (files.empty()) return std::nullopt;
  const auto in_name =
      pattern.empty() ? time_in_name(files.front()) : time_in_name(files.front(), pattern);
  if (const auto named = past(in_name, clock, "the file's name")) return named;
  if (const auto named = past(time_in_name(input), clock, "the folder's name")) return named;
  const auto changed = file_time(input);
  if (!changed) return std::nullopt;
  return RecordingTime{
      std::min(*changed, wall_now()),
      "the file's modification time minus its length, which copying may have changed"};
}

}  // namespace mien::recorded
