#include "live/check.h"

#include <set>

#include <fmt/format.h>

#include "mien/error.h"

#include "config/limits.h"
#include "stays/schedule.h"

namespace mien::live {

namespace limits = config::limits;

namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& what,
                         const std::string& remedy) {
  throw Error(ErrorKind::usage, where, what, remedy);
}

template <class Number>
void check_limit(const std::string& where, const char* key, Number value,
                 const config::Limit<Number>& limit) {
  if (!limit.holds(value)) refuse(where, fmt::format("{} cannot be {}", key, value), limit.words());
}

void check_camera(const CameraConfig& camera, const UtcOffset& clock) {
  if (camera.name.empty()) refuse("camera", "has no name", "give it one");
  if (camera.input.empty()) refuse(camera.name, "has no input", "give an address");
  if (!camera.more_inputs.empty())
    refuse(camera.name, "has a list of recordings for its input",
           "mien run reads them; a live camera has one address (loop:clip.mp4 replays a clip)");
  // Below 0 and 0 in turn: as the run says.
  if (!(camera.detect_fps < 0))
    check_limit(camera.name, "detect.fps", camera.detect_fps, limits::kDetectFps);
  if (camera.width != 0) check_limit(camera.name, "detect.width", camera.width, limits::kWidth);
  audience::schedule_of({&camera, 1}, clock);
}

}  // namespace

void check_live(const RunConfig& config, const UtcOffset& clock) {
  std::set<std::string> names;
  for (const CameraConfig& camera : config.cameras) {
    check_camera(camera, clock);
    if (!names.insert(camera.name).second)
      refuse(camera.name, "two cameras have this name", "rename one");
  }
  check_limit("live", "stall_seconds", config.live.stall_seconds, limits::kStallSeconds);
  check_limit("live", "idle_seconds", config.live.idle_seconds, limits::kIdleSeconds);
  check_limit("live", "max_latency_ms", config.live.max_latency_ms, limits::kMaxLatencyMs);
  check_limit("live", "max_megapixels", config.live.max_megapixels, limits::kMaxMegapixels);
}

}  // namespace mien::live
