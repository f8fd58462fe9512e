#include <map>

#include "mien/input.h"

#include "recorded/camera_recordings.h"
#include "recorded/recording_time.h"
#include "stays/schedule.h"

namespace mien::recorded {

namespace {

void take_time(CameraConfig& camera, const UtcOffset& clock, const Teller& tell,
               const std::string& remedy) {
  const auto found = when_recorded(camera.input, clock, camera.time_in_name);
  if (!found) return;
  camera.started_at = found->time;
  if (found->from.empty() || !tell) return;
  tell(camera.name + ": " + camera.input + " does not say when it was recorded; taken from " +
       found->from + ": " + rfc3339(found->time, clock) + " (" + remedy + ")");
}

/// The camera's first recording begins at `begin`, the others as long after it as before.
void begin_at(CameraConfig& recording, WallTime begin,
              std::map<std::string, std::chrono::milliseconds>& moved) {
  if (!recording.started_at) return;
  const auto by = moved.try_emplace(recording.recorded_by, begin - *recording.started_at);
  *recording.started_at += by.first->second;
  if (recording.counts_from) *recording.counts_from += by.first->second;
}

}  // namespace

void date_recordings(RunConfig& config, const UtcOffset& clock,
                     const std::optional<WallTime>& started_at, const Teller& tell,
                     const std::string& remedy) {
  std::map<std::string, std::chrono::milliseconds> moved;  // cameras of several recordings
  for (CameraConfig& camera : config.cameras) {
    if (!camera.recorded_by.empty()) {
      if (started_at) begin_at(camera, *started_at, moved);
    } else if (started_at) {
      camera.started_at = *started_at;
    } else if (!camera.started_at && !audience::contents_of({&camera, 1}).empty()) {
      take_time(camera, clock, tell, remedy);
    }
  }
}

}  // namespace mien::recorded

namespace mien {

RunConfig with_recordings(RunConfig config, const UtcOffset& clock,
                          const std::function<void(const std::string&)>& log) {
  const UtcOffset given =
      clock ? clock : UtcOffset([](WallTime) { return std::chrono::minutes(0); });
  recorded::take_recordings(config, given, log);
  recorded::date_recordings(config, given, {}, log, "set another as the camera's started_at");
  return config;
}

}  // namespace mien
