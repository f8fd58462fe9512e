#pragma once
/// \file Cameras of this machine.

#include <string>

#include "media/av.h"

namespace mien::media {

/// FFmpeg's reader for `device` (a Video4Linux node such as /dev/video0). Throws Error(input,
/// `name`) where the node is missing, no camera, in use, or where this FFmpeg reads no cameras.
const AVInputFormat* device_format(const std::string& name, const std::string& device);

}  // namespace mien::media
