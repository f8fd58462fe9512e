#pragma once
#include <atomic>
#include <vector>

#include "mien/stages.h"

#include "media/demuxer.h"

namespace mien::video {

/// Cuts a recording at verified keyframes about every 2 s of stream time, at most 64 times, by
/// seeking: only a small part of the file is read. One segment where it is short, or cannot be cut
/// safely. Leaves the demuxer anywhere.
std::vector<Segment> plan_segments(media::Demuxer& demuxer);

/// Reads all packets of a fresh demuxer, without decoding them: do times rise from segment to
/// segment, and without a step of the clock within one, so that each frame belongs to one segment
/// and its time can be told there? Recorders that restart, joined files, wrong single times and
/// gaps that something follows make it false; so does `stop` (may be null), which is asked before
/// each packet: then nothing is known.
bool times_in_order(media::Demuxer& demuxer, const std::vector<Segment>& segments,
                    const std::atomic<bool>* stop);

}  // namespace mien::video
