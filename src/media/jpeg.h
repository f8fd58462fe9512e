#pragma once
/// \file Small pictures for people to look at.

#include <cstdint>
#include <vector>

#include "mien/types.h"

namespace mien::media {

/// A JPEG of a BGR canvas of even size. Throws Error(internal) where this FFmpeg cannot write one.
std::vector<std::uint8_t> encode_jpeg(const Canvas& bgr);

}  // namespace mien::media
