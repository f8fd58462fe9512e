#include "video/stream_source.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "media/stream_facts.h"
#include "video/cuts.h"

namespace mien::video {
StreamSource::StreamSource(Opener open, media::DecoderOptions decoder,
                           const std::atomic<bool>* stop)
    : StreamSource(std::vector<Opener>{std::move(open)}, decoder, stop) {}

StreamSource::StreamSource(std::vector<Opener> parts, media::DecoderOptions decoder,
                           const std::atomic<bool>* stop)
    : parts_(std::move(parts)),
      decoder_(decoder),
      wish_(decoder.deblocking),
      stop_(stop),
      demuxer_(parts_.front()()),
      lookahead_(decoder.look_fps, media::rate_of(*demuxer_), media::watch_of(*demuxer_)),
      timeline_(media::clock_of(*demuxer_)),
      packet_(media::make_packet()),
      frame_(media::make_frame()) {
  decide_deblocking();
  const bool can_leave_out = media::has_safe_keyframes(demuxer_->stream().codecpar->codec_id);
  if (!media::times_are_told(*demuxer_) || parts_.size() > 1 || !can_leave_out)
    lookahead_.look_at_all();
  description_.take(demuxer_->stream());
  fresh_decoder();
  fill_info();
}

/// Before anything is read: of all who read this stream each decides alike.
void StreamSource::decide_deblocking() {
  if (wish_ != media::Deblocking::of_long_groups) return;
  decoder_.deblocking = media::keyframes_are_close(*demuxer_) ? media::Deblocking::of_seen
                                                              : media::Deblocking::always;
}

void StreamSource::fresh_decoder() {
  // Flushing would do for most; a new one makes a segment independent of what was decoded before
  // it.
  const AVStream& stream = demuxer_->stream();
  layout_ = media::layout_of(stream);
  codec_ =
      media::open_decoder(description_.parameters(), stream.time_base, decoder_, demuxer_->name());
  undecided_ = true;
}

void StreamSource::fill_info() {
  const AVStream& stream = demuxer_->stream();
  const AVCodecParameters& p = *stream.codecpar;
  const std::string format = demuxer_->format().iformat->name;
  const media::DisplaySize size =
      media::shown_size(p.width, p.height, layout_.pixel_aspect, layout_.rotation);
  info_.name = demuxer_->name();
  info_.width = size.width;
  info_.height = size.height;
  info_.fps = media::rate_of(*demuxer_);
  info_.codec = avcodec_get_name(p.codec_id);
  info_.seconds = media::duration_of(*demuxer_);
  info_.live = !demuxer_->local() && (format == "rtsp" || format.starts_with("video4linux2") ||
                                      (format == "hls" && info_.seconds == 0));
  if (info_.live) info_.seconds = 0;
  const double estimate = info_.seconds * info_.fps;
  info_.frames = estimate < 1e15 ? std::llround(estimate) : 0;
  if (stream.nb_frames > 0 && !info_.live) info_.frames = stream.nb_frames;
  if (parts_.size() > 1) add_other_parts();
}

/// Of all recordings together; where they are too many to open, or one cannot say, nobody knows.
void StreamSource::add_other_parts() {
  constexpr std::size_t kMostOpened = 100;
  bool known = parts_.size() <= kMostOpened && info_.seconds > 0;
  for (std::size_t i = 1; i < parts_.size() && known; ++i) {
    try {
      const auto part = parts_[i]();
      const double seconds = media::duration_of(*part);
      known = seconds > 0;
      info_.seconds += seconds;
      info_.frames += std::llround(seconds * media::rate_of(*part));
    } catch (const Error&) {  // told where it is read
    }
  }
  if (!known) info_.seconds = 0, info_.frames = 0;
}

std::vector<Segment> StreamSource::segments() {
  if (!demuxer_->local() || parts_.size() > 1) return {Segment{}};
  // Its own demuxers, so that a stream that is being read stays where it is.
  const std::vector<Segment> segments = plan_segments(*parts_.front()());
  const bool sound = segments.size() < 2 || times_in_order(*parts_.front()(), segments, stop_);
  return sound ? segments : std::vector<Segment>{Segment{}};
}

void StreamSource::seek(const Segment& segment) {
  const bool from_begin = segment.begin == INT64_MIN;
  if (!demuxer_->local() && (touched_ || !from_begin)) {
    throw Error(ErrorKind::input, demuxer_->name(), "this stream cannot seek",
                "read it once, from the start");
  }
  const bool follows = goes_on(segment);
  segment_ = segment;
  lookahead_.enter(segment);
  last_damaged_ = AV_NOPTS_VALUE;
  delivered_ = 0;
  passed_.clear();
  incomplete_ = {};
  damage_ahead_ = false;
  if (follows) return go_on();
  packet_waits_ = frame_waits_ = draining_ = done_ = false;
  ahead_ = Ahead::nothing;
  broken_ = nullptr;
  if (!touched_ && from_begin) return;
  if (from_begin) {
    reopen();
  } else {
    go_to(segment.begin);
  }
  description_.take(demuxer_->stream());
  fresh_decoder();
  timeline_.restart(from_begin);
}

bool StreamSource::goes_on(const Segment& segment) const {
  // Damage that was passed over is only met again by reading again. Behind an open border what was
  // decoded ahead is more than whoever begins there decodes, and counts.
  return done_ && ahead_ == Ahead::packet && !damage_ahead_ && segment.begin == segment_.end;
}

void StreamSource::go_on() {
  // A drained decoder starts again at the keyframe that waits; it refers to nothing before it.
  if (ahead_ == Ahead::packet) avcodec_flush_buffers(codec_.get());
  packet_waits_ = ahead_ == Ahead::packet;
  frame_waits_ = ahead_ == Ahead::frame;
  if (packet_waits_) draining_ = false;
  done_ = false;
  ahead_ = Ahead::nothing;
  timeline_.restart(false);
}

void StreamSource::reopen() {
  packet_waits_ = false;
  keep_notes();
  lookahead_.clear();
  demuxer_ = parts_.front()();
  decide_deblocking();
  part_ = 0;
  then_ = Then::end;
  touched_ = false;
}

void StreamSource::go_to(std::int64_t begin) {
  // Containers seek by decoding time, some only roughly: where the first try lands behind `begin`,
  // ask for less.
  constexpr double kSecondsBack[] = {0, 1, 5, 30, 120};
  touched_ = true;
  keep_notes();
  for (const double back : kSecondsBack) {
    const double target = static_cast<double>(begin) - back / av_q2d(demuxer_->stream().time_base);
    if (!(target > -9e18)) break;
    if (lands_at(back == 0 ? begin : static_cast<std::int64_t>(target), begin)) return;
  }
  reopen();  // slow but sure: all before `begin` is decoded and dropped
}

bool StreamSource::lands_at(std::int64_t target, std::int64_t begin) {
  lookahead_.clear();
  if (!demuxer_->seek(target)) return false;
  const bool read = next_packet() == media::Demuxer::Step::packet;
  broken_ = nullptr;  // of this place only: another may do
  if (!read) return false;
  const bool safe =
      media::group_start(*demuxer_->stream().codecpar, *packet_) != media::GroupStart::none;
  packet_waits_ = safe && packet_->pts != AV_NOPTS_VALUE && packet_->pts <= begin;
  return packet_waits_;
}

std::vector<std::string> StreamSource::notes() const {
  std::vector<std::string> all = heard_;
  if (parts_.size() > 1)
    all.insert(all.begin(),
               fmt::format("contains {} recordings one after another; they are read as one",
                           parts_.size()));
  for (const auto& more : {own_notes(), timeline_.notes()})
    for (const std::string& note : more)
      if (std::find(all.begin(), all.end(), note) == all.end()) all.push_back(note);
  return all;
}

/// Of the recording in the file that is being read.
std::vector<std::string> StreamSource::own_notes() const {
  std::vector<std::string> notes = demuxer_->notes();
  if (lookahead_.lead() == 0 || info_.live) return notes;
  const std::string which =
      parts_.size() > 1 ? fmt::format("recording {} of {} in it ", part_ + 1, parts_.size()) : "";
  notes.push_back(fmt::format("{}begins between keyframes: its first {} cannot be decoded", which,
                              counted(lookahead_.lead(), "picture")));
  return notes;
}

/// What was said stays true when another takes its place.
void StreamSource::keep_notes() {
  for (const std::string& note : own_notes())
    if (std::find(heard_.begin(), heard_.end(), note) == heard_.end()) heard_.push_back(note);
}

}  // namespace mien::video
