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
/// Of groups, the quietest quarter knows what stillness needs: the very quietest is chance.
constexpr std::size_t kQuietShare = 4;
/// Of a keyframe: somebody who moves needs about so much a picture. Where stillness needs more, for
/// noise is coded or the rate is held, nobody can be told from it.
constexpr double kLargestQuiet = 1.0 / 20;
/// Where sizes tell nothing, so short a group is judged by its keyframes alone.
constexpr double kBlindSeconds = 2.1;
constexpr double kLongestLearned = 20 * 60;  ///< seconds; segments of longer ones are many groups

/// The element that `1 / share` of the others are not larger than.
double small_one(std::vector<double>& values, std::size_t share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / share);
  std::ranges::nth_element(values, at);
  return *at;
}

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
  keyframes_.clear();
  if (!std::exchange(learnt_, true)) learn();
  windows_.clear();
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
  std::vector<double> keys;
  for (const media::PacketHandle& key : keyframes_) keys.push_back(key->size);
  judge(groups, still_ ? *still_ : stillness(std::move(keys)));
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
  if (!same) {
    const bool first = windows_.empty() || windows_.back().group != group;
    windows_.push_back({group, first ? 0 : windows_.back().place + 1, now, 0, 0});
  }
  windows_.back().bytes += packet_->size;
  ++windows_.back().packets;
}

/// Reads all packets of a recording that is not long: its segments may be a group each, which knows
/// nothing of the others.
void Scout::learn() {
  using Step = media::Demuxer::Step;
  const double seconds = media::duration_of(*demuxer_);
  if (!(seconds > 0 && seconds <= kLongestLearned) || !go_to(Segment{})) return;
  std::vector<double> keys;
  Step step = Step::packet;
  for (; step == Step::packet; step = next_packet()) {
    if (media::group_start(*demuxer_->stream().codecpar, *packet_) == media::GroupStart::closed)
      keys.push_back(packet_->size);
    else
      weigh(keys.size());
  }
  if (step == Step::damaged) return;
  still_ = stillness(std::move(keys));
}

Scout::Stillness Scout::stillness(std::vector<double> keyframes) const {
  std::vector<std::vector<double>> sizes;
  for (const Window& window : windows_) {
    sizes.resize(std::max(sizes.size(), window.place + 1));
    if (window.packets >= kLeastPackets) sizes[window.place].push_back(window.mean());
  }
  Stillness still;
  for (std::vector<double>& place : sizes)
    still.bytes.push_back(place.empty() ? 0 : small_one(place, kQuietShare));
  std::vector<double> known = still.bytes;
  std::erase(known, 0);
  still.tells = known.empty() || keyframes.empty() ||
                small_one(known, 2) <= kLargestQuiet * small_one(keyframes, 2);
  return still;
}

void Scout::judge(std::vector<PictureGroup>& groups, const Stillness& still) const {
  for (PictureGroup& group : groups)
    group.busy = !still.tells && group.end_s - group.begin_s > kBlindSeconds;
  for (const Window& window : windows_) {
    const bool known = window.packets >= kLeastPackets && window.place < still.bytes.size();
    if (known && window.mean() > kBusy * still.bytes[window.place])
      groups[window.group].busy = true;
  }
}

}  // namespace mien::video
