#pragma once
/// \file What a container says of its video stream.

#include "video/demuxer.h"

namespace mien::video {

/// Frames a second; 0 where it says none, or none that makes sense.
double rate_of(Demuxer& demuxer);
/// Seconds; 0 where it says none.
double duration_of(const Demuxer& demuxer);
/// Is each packet a whole frame with a time of its own?
bool times_are_told(const Demuxer& demuxer);

}  // namespace mien::video
