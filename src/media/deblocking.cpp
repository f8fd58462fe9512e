#include "media/deblocking.h"

#include <algorithm>

#include "media/stream_facts.h"

namespace mien::media {

bool keyframes_are_close(Demuxer& demuxer) {
  AVStream& stream = demuxer.stream();
  const int entries = avformat_index_get_entries_count(&stream);
  // Fragments are indexed as they are read, transport streams by what was seen.
  constexpr double kNearlyAll = 0.9;
  const double pictures = duration_of(demuxer) * rate_of(demuxer);
  if (stream.nb_frames <= 0 || entries < stream.nb_frames || entries < kNearlyAll * pictures)
    return false;
  int group = 0, longest = 0;
  for (int i = 0; i < entries; ++i) {
    const AVIndexEntry* entry = avformat_index_get_entry(&stream, i);
    if (!entry) return false;
    group = entry->flags & AVINDEX_KEYFRAME ? 1 : group + 1;
    longest = std::max(longest, group);
  }
  return longest <= kMostUndeblocked;
}

}  // namespace mien::media
