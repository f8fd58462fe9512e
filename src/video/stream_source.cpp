#include "video/stream_source.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "video/cuts.h"
#include "video/stream_facts.h"

namespace mien::video {
namespace {

constexpr double kFallbackFps = 25;  ///< for frames without times in streams without a rate

Timeline timeline_of(Demuxer& demuxer) {
  const AVStream& stream = demuxer.stream();
  const double fps = rate_of(demuxer);
  const bool known = stream.start_time != AV_NOPTS_VALUE;
  return {av_q2d(stream.time_base), known ? stream.start_time : 0, known,
          1 / (fps > 0 ? fps : kFallbackFps)};
}

/// A frame's time in ticks, AV_NOPTS_VALUE where it has none. Without reordering the packet's time
/// will do.
std::int64_t time_of(const AVFrame& frame, const AVCodecContext& codec) {
  if (frame.pts != AV_NOPTS_VALUE) return frame.pts;
  return codec.has_b_frames == 0 ? frame.pkt_dts : AV_NOPTS_VALUE;
}

}  // namespace

StreamSource::StreamSource(Opener open, DecoderOptions decoder, const std::atomic<bool>* stop)
    : open_(std::move(open)),
      decoder_(decoder),
      stop_(stop),
      demuxer_(open_()),
      lookahead_(decoder.look_fps, rate_of(*demuxer_)),
      timeline_(timeline_of(*demuxer_)),
      packet_(make_packet()),
      frame_(make_frame()) {
  layout_ = layout_of(demuxer_->stream());
  if (!times_are_told(*demuxer_)) lookahead_.look_at_all();
  fresh_decoder();
  fill_info();
}

void StreamSource::fresh_decoder() {
  // Flushing would do for most; a new one makes a segment independent of what was decoded before
  // it.
  codec_.reset();
  const AVStream& stream = demuxer_->stream();
  codec_ = open_decoder(*stream.codecpar, stream.time_base, decoder_, demuxer_->name());
}

void StreamSource::fill_info() {
  const AVStream& stream = demuxer_->stream();
  const AVCodecParameters& p = *stream.codecpar;
  const std::string format = demuxer_->format().iformat->name;
  const DisplaySize size = shown_size(p.width, p.height, layout_.pixel_aspect, layout_.rotation);
  info_.name = demuxer_->name();
  info_.width = size.width;
  info_.height = size.height;
  info_.fps = rate_of(*demuxer_);
  info_.codec = avcodec_get_name(p.codec_id);
  info_.seconds = duration_of(*demuxer_);
  info_.live = !demuxer_->local() && (format == "rtsp" || format.starts_with("video4linux2") ||
                                      (format == "hls" && info_.seconds == 0));
  if (info_.live) info_.seconds = 0;
  const double estimate = info_.seconds * info_.fps;
  info_.frames = estimate < 1e15 ? std::llround(estimate) : 0;
  if (stream.nb_frames > 0 && !info_.live) info_.frames = stream.nb_frames;
}

std::vector<Segment> StreamSource::segments() {
  if (!demuxer_->local()) return {Segment{}};
  // Its own demuxer, so that a stream that is being read stays where it is.
  const std::unique_ptr<Demuxer> scout = open_();
  return plan_segments(*scout);
}

void StreamSource::seek(const Segment& segment) {
  const bool from_begin = segment.begin == INT64_MIN;
  if (!demuxer_->local() && (touched_ || !from_begin)) {
    throw Error(ErrorKind::input, demuxer_->name(), "this stream cannot seek",
                "read it once, from its begin");
  }
  const bool follows = goes_on(segment);
  segment_ = segment;
  lookahead_.enter(segment);
  last_damaged_ = AV_NOPTS_VALUE;
  delivered_ = 0;
  passed_.clear();
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
  fresh_decoder();
  timeline_.restart();
}

bool StreamSource::goes_on(const Segment& segment) const {
  // Damage that was passed over is only met again by reading again.
  return done_ && ahead_ != Ahead::nothing && !damage_ahead_ && segment.begin == segment_.end;
}

void StreamSource::go_on() {
  // A drained decoder starts again at the keyframe that waits; it refers to nothing before it.
  if (ahead_ == Ahead::packet) avcodec_flush_buffers(codec_.get());
  packet_waits_ = ahead_ == Ahead::packet;
  frame_waits_ = ahead_ == Ahead::frame;
  if (packet_waits_) draining_ = false;
  done_ = false;
  ahead_ = Ahead::nothing;
  timeline_.restart();
}

void StreamSource::reopen() {
  packet_waits_ = false;
  lookahead_.clear();
  demuxer_ = open_();
  touched_ = false;
}

void StreamSource::go_to(std::int64_t begin) {
  // Containers seek by decoding time, some only roughly: where the first try lands behind `begin`,
  // ask for less.
  constexpr double kSecondsBack[] = {0, 1, 5, 30, 120};
  touched_ = true;
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
  const bool read = next_packet() == Demuxer::Step::packet;
  broken_ = nullptr;  // of this place only: another may do
  if (!read) return false;
  const bool safe = group_start(*demuxer_->stream().codecpar, *packet_) != GroupStart::none;
  packet_waits_ = safe && packet_->pts != AV_NOPTS_VALUE && packet_->pts <= begin;
  return packet_waits_;
}

bool StreamSource::read(Frame& frame) {
  while (!done_) {
    if (stop_ && *stop_ && !demuxer_->local()) break;
    const int code = frame_waits_ ? 0 : avcodec_receive_frame(codec_.get(), frame_.get());
    frame_waits_ = false;
    if (code >= 0) {
      if (give(frame)) return true;
    } else if (code == AVERROR(EAGAIN) && !draining_) {
      feed();
    } else if (code == AVERROR_EOF || code == AVERROR(EAGAIN)) {
      finish();
      if (broken_) std::rethrow_exception(std::exchange(broken_, nullptr));
    } else {
      note(packet_->pts, packet_place(), av_text(code));
    }
  }
  return false;
}

std::string StreamSource::packet_place() const {
  const double seconds = demuxer_->seconds_of(*packet_);
  return packet_->data && seconds >= 0 ? fmt::format("packet at {:.2f} s", seconds) : "a packet";
}

/// The next packet; an end where the demuxer gives up: what the decoder still holds comes first.
Demuxer::Step StreamSource::next_packet() {
  try {
    return lookahead_.next(*demuxer_, *packet_);
  } catch (const Error&) {
    broken_ = std::current_exception();
    return Demuxer::Step::end;
  }
}

void StreamSource::feed() {
  touched_ = true;
  const Demuxer::Step step = packet_waits_ ? Demuxer::Step::packet : next_packet();
  packet_waits_ = false;
  if (step == Demuxer::Step::damaged) {
    damage_.add(lookahead_.problem());
    return;
  }
  const bool ended = step == Demuxer::Step::end;
  if (ended) {
    const std::int64_t missing = demuxer_->missing_at_end();
    if (missing > 0) damage_.add("the file ends early", missing);
  }
  if (ended || is_past_end(*packet_)) {
    draining_ = true;
    if (!ended) ahead_ = Ahead::packet;
    avcodec_send_packet(codec_.get(), nullptr);
    return;
  }
  if (lookahead_.needless(*demuxer_, *packet_)) return pass_over();
  if (packet_->flags & AV_PKT_FLAG_CORRUPT) note(packet_->pts, packet_place(), "incomplete");
  const int code = avcodec_send_packet(codec_.get(), packet_.get());
  if (code < 0 && code != AVERROR(EAGAIN)) note(packet_->pts, packet_place(), av_text(code));
}

bool StreamSource::is_past_end(const AVPacket& packet) const {
  if (packet.pts == AV_NOPTS_VALUE || packet.pts < segment_.end) return false;
  // Saves the decoding of the next segment's keyframe; with an open group earlier pictures may
  // still follow.
  return group_start(*demuxer_->stream().codecpar, packet) == GroupStart::closed;
}

void StreamSource::pass_over() {
  if (!in_segment(packet_->pts)) return;
  ++skipped_;
  passed_.push_back(packet_->pts);
}

/// Skipped frames that are shown before `time`, once each.
std::int64_t StreamSource::passed_before(std::int64_t time) {
  return static_cast<std::int64_t>(
      std::erase_if(passed_, [time](std::int64_t pts) { return pts < time; }));
}

bool StreamSource::give(Frame& out) {
  const std::int64_t time = time_of(*frame_, *codec_);
  if (time != AV_NOPTS_VALUE && time >= segment_.end) {
    // With a packet waiting as well, only a seek brings both.
    ahead_ = ahead_ == Ahead::nothing ? Ahead::frame : Ahead::nothing;
    finish();
    return false;
  }
  if (!in_segment(time)) return false;
  const bool fits = std::int64_t{frame_->width} * frame_->height <= kMaxPixels;
  if (!fits || !converter_.convert(*frame_, out)) {
    note(time, "a frame", "its pixel layout cannot be converted");
    return false;
  }
  if (time != AV_NOPTS_VALUE) delivered_ += passed_before(time);
  out.info.index = delivered_++;
  out.info.seconds = time != AV_NOPTS_VALUE ? timeline_.at(time) : timeline_.next();
  describe(*frame_, layout_, out);
  if ((frame_->flags & AV_FRAME_FLAG_CORRUPT) || frame_->decode_error_flags != 0) {
    note(time, fmt::format("frame at {:.2f} s", out.info.seconds), "decoded with errors");
  }
  return true;
}

bool StreamSource::in_segment(std::int64_t time) const {
  return time == AV_NOPTS_VALUE || (time >= segment_.begin && time < segment_.end);
}

void StreamSource::note(std::int64_t time, const std::string& place, const std::string& words) {
  if (!in_segment(time)) {  // another segment counts it
    damage_ahead_ |= time >= segment_.end;
    return;
  }
  if (time != AV_NOPTS_VALUE && time == last_damaged_) return;
  last_damaged_ = time;
  damage_.add(place + ": " + words);
}

void StreamSource::finish() {
  done_ = true;
  delivered_ += passed_before(INT64_MAX);
  const bool stopped = stop_ && *stop_;
  if (delivered_ == 0 && damage_.count() == 0 && !stopped)
    damage_.add("not one frame could be decoded");
}

}  // namespace mien::video
