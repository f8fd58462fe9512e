#include "video/cuts.h"

#include <cmath>
#include <string_view>

#include "media/keyframe.h"
#include "media/stream_facts.h"

namespace mien::video {
namespace {

constexpr double kShortestSeconds = 4;  ///< shorter recordings stay whole
constexpr double kSegmentSeconds = 2;
constexpr int kMostSegments = 64;
constexpr std::int64_t kMostBytes =
    64 << 20;  ///< a container without an index would be read as a whole
constexpr int kMostPacketsPerCut = 64;

/// Containers that state presentation times and can be entered anywhere.
bool can_be_cut(const media::Demuxer& demuxer) {
  const std::string_view format = demuxer.format().iformat->name;
  const AVStream& stream = demuxer.stream();
  return demuxer.local() && (format.starts_with("mov") || format.starts_with("matroska")) &&
         !demuxer.in_slots() && media::has_safe_keyframes(stream.codecpar->codec_id) &&
         stream.start_time != AV_NOPTS_VALUE && stream.time_base.num > 0 &&
         stream.time_base.den > 0;
}

/// The presentation time of the first place at or behind `target`'s keyframe where decoding may
/// begin.
std::int64_t verified_cut(media::Demuxer& demuxer, std::int64_t target, AVPacket& packet) {
  if (!demuxer.seek(target)) return AV_NOPTS_VALUE;
  for (int i = 0; i < kMostPacketsPerCut; ++i) {
    if (demuxer.next(packet) != media::Demuxer::Step::packet) return AV_NOPTS_VALUE;
    if (!(packet.flags & AV_PKT_FLAG_KEY)) continue;
    const bool safe =
        media::group_start(*demuxer.stream().codecpar, packet) != media::GroupStart::none;
    return safe ? packet.pts : AV_NOPTS_VALUE;
  }
  return AV_NOPTS_VALUE;
}

/// Where nothing can be read there is no cut; the reader of that part will say what is wrong.
std::int64_t cut_at(media::Demuxer& demuxer, std::int64_t target, AVPacket& packet) {
  try {
    return verified_cut(demuxer, target, packet);
  } catch (const Error&) {
    return AV_NOPTS_VALUE;
  }
}

}  // namespace

std::vector<Segment> plan_segments(media::Demuxer& demuxer) {
  const double seconds = can_be_cut(demuxer) ? media::duration_of(demuxer) : 0;
  if (!(seconds > kShortestSeconds) || seconds > 1e8) return {Segment{}};
  const double step = kSegmentSeconds * std::ceil(seconds / (kSegmentSeconds * kMostSegments));
  const AVStream& stream = demuxer.stream();
  const media::PacketHandle packet = media::make_packet();
  std::vector<Segment> segments{Segment{}};
  std::int64_t last = stream.start_time;
  demuxer.io().limit(kMostBytes);
  for (double at = step; at < seconds; at += step) {
    const double units = at / av_q2d(stream.time_base) + static_cast<double>(stream.start_time);
    if (!(units < 9e18)) break;
    const std::int64_t cut = cut_at(demuxer, static_cast<std::int64_t>(units), *packet);
    if (cut == AV_NOPTS_VALUE || cut <= last) continue;
    segments.back().end = cut;
    segments.push_back({cut, INT64_MAX});
    last = cut;
  }
  return demuxer.io().limit_reached() ? std::vector<Segment>{Segment{}} : segments;
}

}  // namespace mien::video
