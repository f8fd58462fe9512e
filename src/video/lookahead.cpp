#include "video/lookahead.h"

#include <algorithm>
#include <cmath>

#include "media/keyframe.h"

namespace mien::video {
namespace {

constexpr std::size_t kReordering =
    32;  ///< packets after which no earlier picture follows (H.264, HEVC: 16)
constexpr double kDeepest = 320;  ///< packets: bounds memory where few frames are looked at

bool is_told(const AVPacket& packet) {
  return packet.pts != AV_NOPTS_VALUE &&
         !(packet.flags & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD));
}

std::size_t depth_of(double fps, double stream_fps) {
  if (fps <= 0) return 0;
  const double between = stream_fps > 0 ? 2 * std::ceil(stream_fps / fps) : 0;
  return static_cast<std::size_t>(std::min(between + kReordering, kDeepest));
}

}  // namespace

Lookahead::Lookahead(double fps, double stream_fps, const media::OrderWatch& watch)
    : fps_(fps),
      sampler_(fps, stream_fps),
      depth_(depth_of(fps, stream_fps)),
      fresh_watch_(watch),
      watch_(watch) {}

media::Demuxer::Step Lookahead::next(media::Demuxer& demuxer, AVPacket& packet) {
  const media::Demuxer::Step step = take(demuxer, packet);
  const bool awaited = segment_.begin == INT64_MIN && first_ == INT64_MAX &&
                       step == media::Demuxer::Step::packet && is_told(packet);
  if (awaited && !(packet.flags & AV_PKT_FLAG_KEY))
    unshown_.insert(packet.pts);  // two fields are one picture
  return step;
}

void Lookahead::begun(std::int64_t pts) {
  if (segment_.begin != INT64_MIN || first_ != INT64_MAX) return;
  first_ = pts;  // unknown: the least there is
  lead_ = std::distance(unshown_.begin(), unshown_.lower_bound(pts));
  unshown_.clear();
}

media::Demuxer::Step Lookahead::take(media::Demuxer& demuxer, AVPacket& packet) {
  if (fps_ <= 0) {
    const media::Demuxer::Step step = demuxer.next(packet);
    if (step == media::Demuxer::Step::damaged) problem_ = demuxer.problem();
    return step;
  }
  fill(demuxer);
  Entry entry = std::move(entries_.front());
  if (entry.step == media::Demuxer::Step::end && !entry.broken) return entry.step;  // stays
  entries_.pop_front();
  if (entry.broken) std::rethrow_exception(entry.broken);
  problem_ = std::move(entry.problem);
  av_packet_unref(&packet);
  if (entry.step != media::Demuxer::Step::packet) return entry.step;
  av_packet_move_ref(&packet, entry.packet.get());
  if (entry.closed) leaving_out_ = false;
  past_.push_back(packet.pts);
  if (past_.size() > kReordering) past_.pop_front();
  return entry.step;
}

void Lookahead::clear() {
  entries_.clear();
  past_.clear();
  watch_ = fresh_watch_;
  ended_ = stepped_ = leaving_out_ = false;
  unshown_.clear();
  first_ = INT64_MAX;
  lead_ = 0;
}

void Lookahead::fill(media::Demuxer& demuxer) {
  // The last ones are read for the watch, which needs some to know of a step before them.
  while (entries_.size() <= depth_ + watch_.hindsight() && !ended_) read(demuxer);
  if (entries_.empty()) entries_.emplace_back();  // the end, again
}

void Lookahead::read(media::Demuxer& demuxer) {
  Entry entry;
  entry.packet = media::make_packet();
  try {
    entry.step = demuxer.next(*entry.packet);
  } catch (const Error&) {
    entry.broken = std::current_exception();
  }
  const AVCodecParameters& codec = *demuxer.stream().codecpar;
  ended_ = entry.step == media::Demuxer::Step::end;  // where it threw, too
  if (ended_) stepped_ |= !watch_.end();
  if (entry.step == media::Demuxer::Step::damaged) entry.problem = demuxer.problem();
  if (entry.step == media::Demuxer::Step::packet) {
    entry.closed = media::group_start(codec, *entry.packet) == media::GroupStart::closed;
    layers_ |= media::has_layers(codec, *entry.packet);
    stepped_ |= !goes_on_evenly(*entry.packet);
  }
  entries_.push_back(std::move(entry));
}

/// False where the clock steps, or the description of the stream changes.
bool Lookahead::goes_on_evenly(const AVPacket& packet) {
  if (stream_ < 0) stream_ = packet.stream_index;
  if (packet.stream_index != stream_) return false;
  if (av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, nullptr)) return false;
  return !is_told(packet) || watch_.see(packet.pts);
}

bool Lookahead::needless(const media::Demuxer& demuxer, const AVPacket& packet) {
  // The decoder tells which of those before its first picture it can give.
  if (segment_.begin == INT64_MIN && packet.pts < first_) return false;
  // Behind the segment's end the next one goes on, and may look at what this one does not.
  if (leaving_out_) return true;
  if (fps_ <= 0 || stepped_ || !is_told(packet) || packet.pts >= segment_.end) return false;
  if (looked_at(demuxer, packet.pts)) return false;
  if (!layers_ && media::is_disposable(*demuxer.stream().codecpar, packet)) return true;
  return leaving_out_ = none_looked_at_until_next_group(demuxer);
}

// A segment begins with a keyframe: of those behind it, the frame before is known to all readers.
bool Lookahead::may_be_seen(const media::Demuxer& demuxer, const AVPacket& packet) const {
  const bool known = fps_ > 0 && !stepped_ && is_told(packet) && !(packet.flags & AV_PKT_FLAG_KEY);
  return !known || due(demuxer, packet.pts, INT64_MIN);
}

bool Lookahead::looked_at(const media::Demuxer& demuxer, std::int64_t pts) const {
  return pts >= segment_.begin && due(demuxer, pts, segment_.begin);
}

/// As if the stream began at `begin`. Errs towards yes: a predecessor that was not read yet makes a
/// frame the first of its slot.
bool Lookahead::due(const media::Demuxer& demuxer, std::int64_t pts, std::int64_t begin) const {
  std::int64_t before = AV_NOPTS_VALUE;
  const auto see = [&](std::int64_t other) {
    if (other != AV_NOPTS_VALUE && other >= begin && other < pts) before = std::max(before, other);
  };
  for (const std::int64_t other : past_) see(other);
  std::size_t ahead = 0;
  for (const Entry& entry : entries_)
    if (++ahead <= depth_ && entry.step == media::Demuxer::Step::packet) see(entry.packet->pts);
  const AVStream& stream = demuxer.stream();
  const auto seconds = [&](std::int64_t ticks) {
    return (static_cast<double>(ticks) - static_cast<double>(stream.start_time)) *
           av_q2d(stream.time_base);
  };
  return before == AV_NOPTS_VALUE ? sampler_.due_first(seconds(pts))
                                  : sampler_.due_after(seconds(pts), seconds(before));
}

bool Lookahead::none_looked_at_until_next_group(const media::Demuxer& demuxer) const {
  for (const Entry& entry : entries_) {
    if (entry.step == media::Demuxer::Step::end) return !entry.broken;
    if (entry.step != media::Demuxer::Step::packet || !is_told(*entry.packet)) return false;
    if (entry.closed) return true;
    const std::int64_t pts = entry.packet->pts;
    if (pts >= segment_.end || looked_at(demuxer, pts)) return false;
  }
  return false;
}

}  // namespace mien::video
