#pragma once
/// \file When a camera begins that replays a clip for a measurement.

#include <functional>
#include <string>

#include "mien/config.h"

namespace mien::live {

/// Seconds, below two, by the camera's name: those of a store do not send their keyframes together
/// either. 0 for a camera that is no measurement's.
inline double begin_of_replay(const CameraConfig& camera) {
  constexpr double kWithin = 2;
  constexpr std::size_t kMoments = 997;
  if (!(camera.replay_fps > 0)) return 0;
  const std::size_t moment = std::hash<std::string>{}(camera.name) % kMoments;
  return kWithin * static_cast<double>(moment) / kMoments;
}

}  // namespace mien::live
