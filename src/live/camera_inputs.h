#pragma once
#include "mien/config.h"

namespace mien::live {

/// May a camera that is named over the API be read from there? Throws Error(usage) that says what
/// the configuration must name. Names of hosts are looked at when the camera is connected to, each
/// time.
void check_inputs(const CameraConfig& camera, const CameraInputs& allowed);

}  // namespace mien::live
