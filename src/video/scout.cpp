#include "video/scout.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "media/bytes.h"
#include "media/keyframe.h"
#include "media/stream_facts.h"
#include "video/images.h"
#include "video/joined.h"
#include "video/motion_jpeg.h"
#include "video/size_alarm.h"

namespace mien::video {

namespace {

constexpr double kWindowSeconds = SizeAlarm::kWindowMs / 1e3;
constexpr double kWindowPackets = SizeAlarm::kWindowPackets;
constexpr double kBusy = SizeAlarm::kBusy;
constexpr int kLeastPackets = 3;  ///< of a window that says anything

bool is_recording(const std::string& input, media::Bytes& bytes) {
  return !is_motion_jpeg(bytes) && !is_still_picture(input) && joined_recordings(bytes).size() == 1;
}

}  // namespace

std::unique_ptr<Scout> Scout::open(const std::string& input) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(input, ignored)) return nullptr;
  if (!is_recording(input, *media::open_file(input))) return nullptr;
  auto demuxer = std::make_unique<media::Demuxer>(input, media::open_file(input));
  const bool safe = media::has_safe_keyframes(demuxer->stream().codecpar->codec_id) &&
                    media::times_are_told(*demuxer);
  return safe ? std::unique_ptr<Scout>(new Scout(std::move(demuxer))) : nullptr;
}

Scout::Scout(std::unique_ptr<media::Demuxer> demuxer)
    : demuxer_(std::move(demuxer)),
      layout_(media::layout_of(demuxer_->stream())),
      codec_(media::open_decoder(*demuxer_->stream().codecpar, demuxer_->stream().time_base, {},
                                 demuxer_->name())),
      packet_(media::make_packet()),
      frame_(media::make_frame()) {
  const double fps = media::rate_of(*demuxer_);
  // Half a picture less: times are rounded.
  window_s_ = std::max(kWindowSeconds, fps > 0 ? (kWindowPackets - 0.5) / fps : 0);
}

bool Scout::goes_on(const Segment& segment) const {
  return waits_ && packet_->pts == segment.begin;
}

std::vector<PictureGroup> Scout::groups(const Segment& segment) {
  using Step = media::Demuxer::Step;
  std::vector<PictureGroup> groups;
  windows_.clear();
  keyframes_.clear();
  if (!goes_on(segment) && !go_to(segment)) return {};
  waits_ = false;
  const AVCodecParameters& codec = *demuxer_->stream().codecpar;
  Step step = Step::packet;
  for (; step == Step::packet; step = next_packet()) {
    const double now = demuxer_->seconds_of(*packet_);
    if (media::group_start(codec, *packet_) != media::GroupStart::closed) {
      ++groups.back().packets;
      weigh(groups.size() - 1);
      continue;
    }
    if (!groups.empty()) {
      groups.back().span.end = packet_->pts;
      groups.back().end_s = now;
    }
    keyframes_.emplace_back(av_packet_clone(packet_.get()));
    if (!keyframes_.back()) throw Error(ErrorKind::internal, demuxer_->name(), "no memory");
    waits_ = packet_->pts >= segment.end;
    if (waits_) break;
    groups.push_back({{packet_->pts, segment.end}, 1, now, now, false});
  }
  if (step == Step::damaged) return {};
  if (!waits_) groups.back().end_s = media::duration_of(*demuxer_);
  judge(groups);
  groups.front().span.begin = segment.begin;
  return groups;
}

// The first packet of the segment, which begins a group, is in `packet_`.
bool Scout::go_to(const Segment& segment) {
  const std::int64_t start = demuxer_->stream().start_time;
  const bool from_begin = segment.begin == INT64_MIN;
  if (!demuxer_->seek(from_begin ? start : segment.begin)) return false;
  if (next_packet() != media::Demuxer::Step::packet) return false;
  return media::group_start(*demuxer_->stream().codecpar, *packet_) == media::GroupStart::closed &&
         packet_->pts == (from_begin ? start : segment.begin);
}

// What is damaged is told by whoever decodes it.
media::Demuxer::Step Scout::next_packet() {
  using Step = media::Demuxer::Step;
  try {
    const Step step = demuxer_->next(*packet_);
    const bool whole = packet_->pts != AV_NOPTS_VALUE && !(packet_->flags & (AV_PKT_FLAG_CORRUPT));
    return step == Step::packet && !whole ? Step::damaged : step;
  } catch (const Error&) {
    return Step::damaged;
  }
}

// A keyframe alone: the decoder gives it when it is told that no more comes.
bool Scout::show(std::size_t keyframe, const See& see) {
  const AVPacket& packet = *keyframes_[keyframe];
  Frame frame;
  if (avcodec_send_packet(codec_.get(), &packet) < 0 ||
      avcodec_send_packet(codec_.get(), nullptr) < 0)
    return false;
  const bool there = avcodec_receive_frame(codec_.get(), frame_.get()) >= 0 &&
                     frame_->decode_error_flags == 0 && converter_.convert(*frame_, frame);
  if (there) {
    frame.info.seconds = demuxer_->seconds_of(packet);
    media::describe(*frame_, layout_, frame);
    see(frame);
  }
  avcodec_flush_buffers(codec_.get());
  return there;
}

void Scout::weigh(std::size_t group) {
  const double now = demuxer_->seconds_of(*packet_);
  const bool same = !windows_.empty() && windows_.back().group == group &&
                    now < windows_.back().begin_s + window_s_;
  if (!same) windows_.push_back({.group = group, .begin_s = now});
  windows_.back().bytes += packet_->size;
  ++windows_.back().packets;
}

void Scout::judge(std::vector<PictureGroup>& groups) const {
  double floor = -1;
  for (const Window& window : windows_)
    if (window.packets >= kLeastPackets && (floor < 0 || window.mean() < floor))
      floor = window.mean();
  for (const Window& window : windows_)
    if (window.packets >= kLeastPackets && window.mean() > kBusy * floor)
      groups[window.group].busy = true;
}

}  // namespace mien::video
