#include "config/cameras.h"

#include <algorithm>

namespace mien::config {

const CameraConfig* camera_named(const RunConfig& config, std::string_view name) {
  const auto found = std::ranges::find(config.cameras, name, &CameraConfig::name);
  return found == config.cameras.end() ? nullptr : &*found;
}

void put_camera(RunConfig& config, const CameraConfig& camera) {
  const auto same = std::ranges::find(config.cameras, camera.name, &CameraConfig::name);
  if (same == config.cameras.end())
    config.cameras.push_back(camera);
  else
    *same = camera;
}

bool remove_camera(RunConfig& config, std::string_view name) {
  return std::erase_if(config.cameras, [&](const auto& camera) { return camera.name == name; }) > 0;
}

double detect_fps_of(const RunConfig& config, const CameraConfig& camera) {
  return camera.detect_fps >= 0 ? camera.detect_fps : config.detect_fps;
}

int width_of(const RunConfig& config, const CameraConfig& camera) {
  return camera.width > 0 ? camera.width : config.width;
}

}  // namespace mien::config
