#pragma once
#include <cstdint>
#include <vector>

#include "live/camera.h"

namespace mien::live {

/// A JPEG of a sight: masks black; `blurred`: small, and faces replaced by their mean colour.
std::vector<std::uint8_t> render(const Sight& sight, const chain::Masks& masks, Shown kind);

}  // namespace mien::live
