#pragma once
/// \file Inputs that come without a name.

#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/export.h"

namespace mien {

/// A camera for an input that was given without a name: named as the input is written, without
/// passwords, and with a number where `others` have that name already ("clip.mp4 (2)").
MIEN_API CameraConfig camera_of(const std::string& input,
                                const std::vector<CameraConfig>& others = {});

}  // namespace mien
