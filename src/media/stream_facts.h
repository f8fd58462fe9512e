#pragma once
/// \file What a container says of its video stream.

#include "base/timeline.h"
#include "media/demuxer.h"
#include "media/order_watch.h"

namespace mien::media {

/// Frames a second; 0 where it says none, or none that makes sense.
double rate_of(Demuxer& demuxer);
/// Seconds; 0 where it says none, or none that makes sense.
double duration_of(const Demuxer& demuxer);
/// The clock that its frames' times are told by.
Timeline::Clock clock_of(Demuxer& demuxer);
OrderWatch watch_of(Demuxer& demuxer);
/// Has it only the order of decoding, and no times at which frames are shown? `packet`: one of it.
bool timed_by_order(const Demuxer& demuxer, const AVPacket& packet);
/// Is each packet a whole frame with a time of its own?
bool times_are_told(const Demuxer& demuxer);

}  // namespace mien::media
