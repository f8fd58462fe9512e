#include "live/check.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "mien/error.h"

#include "live/follower.h"

namespace mien::live {

namespace {

constexpr int kSmallestWidth = 64, kLargestWidth = 4096;

[[noreturn]] void refuse(const std::string& where, const std::string& what,
                         const std::string& remedy) {
  throw Error(ErrorKind::usage, where, what, remedy);
}

void check_word(const std::string& where, const std::string& key, const std::string& word,
                std::initializer_list<const char*> known, const std::string& remedy) {
  if (std::ranges::find(known, word) == known.end())
    refuse(where, fmt::format("{} cannot be '{}'", key, word), remedy);
}

void check_camera(const CameraConfig& camera, const UtcOffset& clock) {
  if (camera.name.empty()) refuse("camera", "has no name", "give it one");
  if (camera.input.empty()) refuse(camera.name, "has no input", "give an address");
  check_word(camera.name, "transport", camera.transport, {"auto", "tcp", "udp"},
             "auto, tcp or udp");
  check_word(camera.name, "sleep", camera.sleep, {"keyframes", "never"}, "keyframes or never");
  if (std::isnan(camera.detect_fps) || camera.detect_fps > 1000)
    refuse(camera.name, "an impossible detection rate", "0 (every frame) to 1000");
  if (camera.width != 0 && (camera.width < kSmallestWidth || camera.width > kLargestWidth))
    refuse(camera.name, "an impossible detection width", "64 to 4096 pixels");
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
  const auto positive = [](const char* key, double value) {
    if (!(value > 0 && value <= 86'400'000))
      refuse("live", fmt::format("{} cannot be {}", key, value), "give more than 0");
  };
  positive("stall_seconds", config.live.stall_seconds);
  positive("idle_seconds", config.live.idle_seconds);
  positive("max_latency_ms", config.live.max_latency_ms);
}

}  // namespace mien::live
