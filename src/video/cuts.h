#pragma once
#include <vector>

#include "mien/stages.h"

#include "video/demuxer.h"

namespace mien::video {

/// Cuts a recording at verified keyframes about every 2 s of stream time, at most 64 times, by
/// seeking: only a small part of the file is read. One segment where it is short, or cannot be cut
/// safely. Leaves the demuxer anywhere.
std::vector<Segment> plan_segments(Demuxer& demuxer);

}  // namespace mien::video
