#pragma once
/// \file The cameras of a configuration: one of them by its name, and what holds for it.

#include <string_view>

#include "mien/config.h"

namespace mien::config {

/// Null: there is none. Points into `config`.
const CameraConfig* camera_named(const RunConfig& config, std::string_view name);
/// In the place of the one that has its name, else behind all others.
void put_camera(RunConfig& config, const CameraConfig& camera);
/// Whether there was one.
bool remove_camera(RunConfig& config, std::string_view name);

/// Pictures searched a second, 0: every one; and the detector's width. The camera's own, else the
/// run's.
double detect_fps_of(const RunConfig& config, const CameraConfig& camera);
int width_of(const RunConfig& config, const CameraConfig& camera);

}  // namespace mien::config
