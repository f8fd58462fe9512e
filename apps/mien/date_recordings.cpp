#include "date_recordings.h"

#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "mien/error.h"

#include "recording_time.h"
#include "stays/schedule.h"
#include "store_clock.h"
#include "video/recorded_at.h"

namespace {

mien::WallTime read_time(const std::string& text, const mien::UtcOffset& clock) {
  if (const auto time = store_time(text, clock)) return *time;
  throw mien::Error(mien::ErrorKind::usage, "--started-at",
                    mien::parse_time(text, std::chrono::minutes(0)).problem,
                    "write it as 2026-11-03T09:15:00+01:00");
}

void take_time(mien::CameraConfig& camera, const mien::UtcOffset& clock) {
  const auto recorded = when_recorded(camera.input, clock, camera.time_in_name);
  if (!recorded) return;
  camera.started_at = recorded->time;
  if (recorded->from.empty()) return;
  fmt::print(stderr,
             "mien: {}: {} does not say when it was recorded; taken from {}: {} (set another with "
             "--started-at TIME)\n",
             camera.name, camera.input, recorded->from, mien::rfc3339(recorded->time, clock));
}

/// The camera's first recording begins at `begin`, the others as long after it as before.
void begin_at(mien::CameraConfig& recording, mien::WallTime begin,
              std::map<std::string, std::chrono::milliseconds>& moved) {
  if (!recording.started_at) return;
  const auto by = moved.try_emplace(recording.recorded_by, begin - *recording.started_at);
  *recording.started_at += by.first->second;
  if (recording.counts_from) *recording.counts_from += by.first->second;
}

}  // namespace

mien::UtcOffset date_recordings(mien::RunConfig& config, const std::string& started_at) {
  const mien::UtcOffset clock = store_clock(config.audience.time_zone);
  std::map<std::string, std::chrono::milliseconds> moved;  // cameras of several recordings
  for (mien::CameraConfig& camera : config.cameras) {
    if (!camera.recorded_by.empty()) {
      if (!started_at.empty()) begin_at(camera, read_time(started_at, clock), moved);
    } else if (!started_at.empty()) {
      camera.started_at = read_time(started_at, clock);
    } else if (!mien::audience::contents_of({&camera, 1})
                    .empty()) {  // to the others no time is told
      take_time(camera, clock);
    }
  }
  return clock;
}
