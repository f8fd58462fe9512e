#pragma once
/// \file What opens a device or an address, for recordings and live cameras alike.

#include <functional>
#include <memory>
#include <string>

#include "media/demuxer.h"

namespace mien::video {

using Opener = std::function<std::unique_ptr<media::Demuxer>()>;

/// http, https, rtsp or rtsps.
bool is_stream_address(const std::string& input);

/// Of "v4l2:/dev/…" and of an address. Nothing is opened yet.
Opener opener_of(const std::string& input, const media::ConnectionOptions& options);

}  // namespace mien::video
