#pragma once
#include <cstdint>
#include <vector>

#include "runtime/live/camera.h"

namespace mien::runtime {

/// A JPEG of a sight: masks black; `blurred`: small, and faces replaced by their mean colour.
std::vector<std::uint8_t> render(const Sight& sight, const Masks& masks, PictureKind kind);

}  // namespace mien::runtime
