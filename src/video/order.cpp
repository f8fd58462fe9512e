/// \file Whether a recording's times allow it to be cut.

#include <algorithm>

#include "media/decoder.h"
#include "media/slot_watch.h"
#include "media/stream_facts.h"
#include "video/cuts.h"

namespace mien::video {
namespace {

/// Segments in the order of the file: which packet belongs where.
class SegmentWalk {
 public:
  explicit SegmentWalk(const std::vector<Segment>& segments) : segments_(segments) {}

  /// False where a packet with this time lies in another segment's part of the file.
  bool see(std::int64_t pts, bool key) {
    const bool last = at_ + 1 == segments_.size();
    if (!last && key && pts == segments_[at_].end) {
      ++at_;
      leading_ = true;
      return true;
    }
    if (pts >= segments_[at_].end) return false;
    if (pts > segments_[at_].begin) leading_ = false;
    // Of an open group: shown before the keyframe that it follows.
    if (pts < segments_[at_].begin) return leading_ && pts >= segments_[at_ - 1].begin;
    return true;
  }
  bool complete() const { return at_ + 1 == segments_.size(); }

 private:
  const std::vector<Segment>& segments_;
  std::size_t at_ = 0;
  bool leading_ = false;
};

}  // namespace

bool times_in_order(media::Demuxer& demuxer, const std::vector<Segment>& segments,
                    const std::atomic<bool>* stop) {
  media::OrderWatch watch = media::watch_of(demuxer);
  media::SlotWatch slots;
  SegmentWalk walk(segments);
  media::CodecDescription description;
  description.take(demuxer.stream());
  const media::PacketHandle packet = media::make_packet();
  bool gap = false;
  try {
    while (!stop || !*stop) {
      const media::Demuxer::Step step = demuxer.next(*packet);
      if (step == media::Demuxer::Step::end)
        return watch.end() && walk.complete() && !slots.slots();
      gap |= step == media::Demuxer::Step::damaged;
      if (step == media::Demuxer::Step::damaged) continue;
      if (gap) return false;  // who seeks finds more behind it, or less, than who comes to it
      if (description.differs_at(*packet)) return false;
      const bool key = packet->flags & AV_PKT_FLAG_KEY;
      if (packet->flags & AV_PKT_FLAG_DISCARD) continue;  // decoded, but not shown
      slots.see(*demuxer.stream().codecpar, *packet);
      if (packet->pts == AV_NOPTS_VALUE || !walk.see(packet->pts, key)) return false;
      if (!watch.see(packet->pts)) return false;
    }
  } catch (const Error&) {  // told where it is read
  }
  return false;
}

}  // namespace mien::video
