#include "video/scout.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "media/bytes.h"
#include "media/keyframe.h"
#include "media/stream_facts.h"
#include "video/images.h"
#include "video/joined.h"
#include "video/picture_stream.h"

namespace mien::video {

namespace {

constexpr double kLongestLearned = 20 * 60;  ///< seconds; segments of longer ones are many groups
constexpr double kBetweenLandmarks = 5;      ///< seconds at least

bool is_recording(const std::string& input, media::Bytes& bytes) {
  return !picture_stream(bytes) && !is_still_picture(input) && joined_recordings(bytes).size() == 1;
}

/// A cut lies between two keyframes of such sizes, or a change of the light: noise makes a few
/// hundredths.
bool differs(double size, double before) { return std::abs(size - before) > before / 8; }

bool is_whole(const Segment& segment) {
  return segment.begin == INT64_MIN && segment.end == INT64_MAX;
}

}  // namespace

std::unique_ptr<Scout> Scout::open(const std::string& input, const std::atomic<bool>* stop) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(input, ignored)) return nullptr;
  if (!is_recording(input, *media::open_file(input))) return nullptr;
  auto demuxer = std::make_unique<media::Demuxer>(input, media::open_file(input));
  const bool safe = media::has_safe_keyframes(demuxer->stream().codecpar->codec_id) &&
                    media::times_are_told(*demuxer);
  return safe ? std::unique_ptr<Scout>(new Scout(std::move(demuxer), stop)) : nullptr;
}

Scout::Scout(std::unique_ptr<media::Demuxer> demuxer, const std::atomic<bool>* stop)
    : stop_(stop),
      demuxer_(std::move(demuxer)),
      layout_(media::layout_of(demuxer_->stream())),
      codec_(media::open_decoder(*demuxer_->stream().codecpar, demuxer_->stream().time_base, {},
                                 demuxer_->name())),
      packet_(media::make_packet()),
      frame_(media::make_frame()),
      windows_(media::rate_of(*demuxer_)) {}

bool Scout::goes_on(const Segment& segment) const {
  return waits_ && packet_->pts == segment.begin;
}

std::vector<PictureGroup> Scout::groups(const Segment& segment) {
  // All of a recording says itself what it would be compared with.
  if (!is_whole(segment) && !std::exchange(learnt_, true)) learn();
  std::vector<PictureGroup> groups = read(segment, true);
  if (groups.empty()) return groups;
  if (!still_) mark(groups);
  const Stillness still = still_ ? *still_ : windows_.stillness(sizes_);
  tells_ = still.tells;
  windows_.judge(groups, still);
  groups.front().span.begin = segment.begin;
  return groups;
}

/// None where anything is damaged. `keep`: the packets of keyframes as well, to be shown.
std::vector<PictureGroup> Scout::read(const Segment& segment, bool keep) {
  using Step = media::Demuxer::Step;
  std::vector<PictureGroup> groups;
  packets_.clear();
  times_.clear();
  sizes_.clear();
  windows_.clear();
  if (!goes_on(segment) && !go_to(segment)) return {};
  waits_ = false;
  const AVCodecParameters& codec = *demuxer_->stream().codecpar;
  Step step = Step::packet;
  for (; step == Step::packet; step = next_packet()) {
    const double now = demuxer_->seconds_of(*packet_);
    if (media::group_start(codec, *packet_) != media::GroupStart::closed) {
      ++groups.back().packets;
      windows_.add(groups.size() - 1, now, packet_->size);
      continue;
    }
    if (!groups.empty()) {
      groups.back().span.end = packet_->pts;
      groups.back().end_s = now;
    }
    times_.push_back(packet_->pts);
    sizes_.push_back(packet_->size);
    if (keep) {
      packets_.emplace_back(av_packet_clone(packet_.get()));
      if (!packets_.back()) throw Error(ErrorKind::internal, demuxer_->name(), "no memory");
    }
    waits_ = packet_->pts >= segment.end;
    if (waits_) break;
    groups.push_back({{packet_->pts, segment.end}, 1, now, now, false});
  }
  if (step == Step::damaged) return {};
  if (!waits_) groups.back().end_s = media::duration_of(*demuxer_);
  return groups;
}

/// The landmarks of groups that follow one another.
void Scout::mark(const std::vector<PictureGroup>& groups) {
  landmarks_.clear();
  double last_s = 0;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    const double now = i < groups.size() ? groups[i].begin_s : groups.back().end_s;
    const bool far = landmarks_.empty() || now - last_s >= kBetweenLandmarks;
    if (!far && i + 1 < times_.size() && !differs(sizes_[i], sizes_[i - 1])) continue;
    landmarks_.push_back(times_[i]);
    last_s = now;
  }
}

// The first packet of the segment, which begins a group, is in `packet_`.
bool Scout::go_to(const Segment& segment) {
  return enter(segment.begin == INT64_MIN ? demuxer_->stream().start_time : segment.begin);
}

bool Scout::enter(std::int64_t keyframe) {
  waits_ = false;
  if (!demuxer_->seek(keyframe) || next_packet() != media::Demuxer::Step::packet) return false;
  return media::group_start(*demuxer_->stream().codecpar, *packet_) == media::GroupStart::closed &&
         packet_->pts == keyframe;
}

// What is damaged is told by whoever decodes it. As such counts what comes after a stop.
media::Demuxer::Step Scout::next_packet() {
  using Step = media::Demuxer::Step;
  if (stop_ && *stop_) return Step::damaged;
  try {
    const Step step = demuxer_->next(*packet_);
    const bool whole = packet_->pts != AV_NOPTS_VALUE && !(packet_->flags & (AV_PKT_FLAG_CORRUPT));
    return step == Step::packet && !whole ? Step::damaged : step;
  } catch (const Error&) {
    return Step::damaged;
  }
}

/// Null where it is not at its place.
const AVPacket* Scout::packet_of(std::int64_t keyframe) {
  const auto known = std::ranges::lower_bound(times_, keyframe);
  if (known != times_.end() && *known == keyframe)
    return packets_[static_cast<std::size_t>(known - times_.begin())].get();
  return enter(keyframe) ? packet_.get() : nullptr;
}

// A keyframe alone: the decoder gives it when it is told that no more comes.
bool Scout::show(std::int64_t keyframe, const See& see) {
  const AVPacket* packet = packet_of(keyframe);
  if (!packet) return false;
  Frame frame;
  const bool there = avcodec_send_packet(codec_.get(), packet) >= 0 &&
                     avcodec_send_packet(codec_.get(), nullptr) >= 0 &&
                     avcodec_receive_frame(codec_.get(), frame_.get()) >= 0 &&
                     frame_->decode_error_flags == 0 && converter_.convert(*frame_, frame);
  if (there) {
    frame.info.seconds = demuxer_->seconds_of(*packet);
    media::describe(*frame_, layout_, frame);
    see(frame);
  }
  avcodec_flush_buffers(codec_.get());
  return there;
}

/// Reads all packets of a recording that is not long: its segments may be a group each, which knows
/// nothing of the others.
void Scout::learn() {
  const double seconds = media::duration_of(*demuxer_);
  if (!(seconds > 0 && seconds <= kLongestLearned)) return;
  const std::vector<PictureGroup> groups = read(Segment{}, false);
  if (groups.empty()) return;
  mark(groups);
  still_ = windows_.stillness(sizes_);
}

}  // namespace mien::video
