#include "chain/segment_output.h"

#include <algorithm>

namespace mien::chain {

SegmentReport& SegmentReport::operator+=(const SegmentReport& more) {
  frames_decoded += more.frames_decoded;
  frames_inferred += more.frames_inferred;
  frames_skipped += more.frames_skipped;
  media_seconds = std::max(media_seconds, more.media_seconds);
  times += more.times;
  cpu_ms += more.cpu_ms;
  latency.merge(more.latency);
  damaged_packets += more.damaged_packets;
  demand += more.demand;
  return *this;
}

}  // namespace mien::chain
