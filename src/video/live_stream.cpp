#include "video/live_stream.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "media/stream_facts.h"

namespace mien::video {
namespace {

constexpr double kFallbackFps = 25;

}  // namespace

LiveStream::LiveStream(std::string name, LiveInput input, const LiveOptions& options)
    : input_(std::move(input)),
      options_(options),
      demuxer_(input_.open()),
      packet_(media::make_packet()),
      frame_(media::make_frame()),
      backlog_(steady_ms()),
      waits_since_ms_(steady_ms()) {
  info_.name = std::move(name);
  describe_stream();
  const AVStream& stream = demuxer_->stream();
  codec_ = media::open_decoder(
      *stream.codecpar, stream.time_base,
      {.threads = 1, .deblocking = options.deblocking, .max_pixels = options.max_pixels},
      demuxer_->name());
  budget_ = media::PictureBudget::make(options.max_pixels);
  budget_->watch(*codec_);
  if (!input_.repeat || !(options.replay_after > 0)) return;
  pacer_.wait(0, options.stop);
  pass_begin_ = given_pass_begin_ = options.replay_after;
}

void LiveStream::describe_stream() {
  const AVCodecParameters& p = *demuxer_->stream().codecpar;
  const AVInputFormat& format = *demuxer_->format().iformat;
  layout_ = media::layout_of(demuxer_->stream());
  const media::DisplaySize size =
      media::shown_size(p.width, p.height, layout_.pixel_aspect, layout_.rotation);
  info_.width = size.width;
  info_.height = size.height;
  info_.fps = media::rate_of(*demuxer_);
  info_.codec = avcodec_get_name(p.codec_id);
  info_.live = true;
  if (input_.repeat && options_.replay_fps > 0 && info_.fps > 0) {
    pace_ = info_.fps / options_.replay_fps;
    info_.fps = options_.replay_fps;
  }
  has_clock_ = !(format.flags & AVFMT_NOTIMESTAMPS);
  // HLS comes in pieces of seconds, a recording as fast as the network is.
  const bool has_end =
      demuxer_->format().duration != AV_NOPTS_VALUE && demuxer_->format().duration > 0;
  const std::string kind = format.name;
  const bool camera = kind == "rtsp" || kind.starts_with("video4linux2");
  paced_ = has_clock_ && !camera && (input_.repeat || kind == "hls" || has_end);
}

LiveSource::Step LiveStream::read(Frame& out) {
  for (;;) {
    const int code = avcodec_receive_frame(codec_.get(), frame_.get());
    if (code >= 0 && give(out)) return Step::frame;
    if (code >= 0) continue;
    if (code != AVERROR(EAGAIN) && code != AVERROR_EOF)
      damage_.add("a frame: " + media::av_text(code));
    if (code == AVERROR_EOF || draining_) {
      avcodec_flush_buffers(codec_.get());
      draining_ = false;
      if (std::exchange(given_pass_begin_, pass_begin_) != pass_begin_)
        last_given_ = AV_NOPTS_VALUE;  // the next one has the same times
    }
    owes_ = unanswered_ > (resting_ ? kKeyframesOwed : kPacketsOwed);
    if (catching_up_ && !keep_.empty()) {
      const KeptPacket kept = keep_.take();
      send(*kept.packet, kept.arrived_ms);
      continue;
    }
    catching_up_ = false;
    return next_packet();
  }
}

LiveSource::Step LiveStream::next_packet() {
  if (asked_ms_ == 0) {
    asked_ms_ = steady_ms();
    waits_ = thread_waits();
  }
  const media::Demuxer::Step step = demuxer_->next(*packet_);
  if (stopped()) return Step::ended;
  if (step == media::Demuxer::Step::damaged) {
    damage_.add(demuxer_->problem());
    return Step::passed;
  }
  if (step == media::Demuxer::Step::end) {
    if (input_.repeat) return begin_again();
    refuse_a_snapshot();
    return Step::ended;
  }
  // Its video goes on in another format: connecting anew finds the decoder for it.
  if (demuxer_->stream_of(*packet_).codecpar->codec_id != codec_->codec_id) return Step::ended;
  const double seconds = demuxer_->seconds_of(*packet_);
  const double due = pass_begin_ + pace_ * due_seconds();
  if (paced_ && seconds >= 0 && !pacer_.wait(due, options_.stop)) return Step::ended;
  last_seconds_ = std::max(last_seconds_, pace_ * seconds);
  ++sent_;
  const double now = steady_ms();
  const double asked = std::exchange(asked_ms_, 0);
  if (!paced_)
    backlog_.add(has_clock_ ? due : std::nan(""), now, thread_waits() != waits_ ? now - asked : 0);
  take(now - backlog_.behind_ms());
  return Step::passed;
}

/// When the packet read last is to be decoded, by the stream's clock; seconds, NaN where unknown.
double LiveStream::due_seconds() const {
  const std::int64_t time = packet_->dts != AV_NOPTS_VALUE ? packet_->dts : packet_->pts;
  if (time == AV_NOPTS_VALUE) return std::nan("");
  return static_cast<double>(time) * av_q2d(demuxer_->stream().time_base);
}

/// One picture and then the end is no stream; connecting again would bring a picture a second.
void LiveStream::refuse_a_snapshot() const {
  const bool picture = std::string_view(demuxer_->format().iformat->name).ends_with("_pipe");
  if (!picture || sent_ != 1) return;
  throw media::Unwelcome(demuxer_->name(), "gives a single picture (a snapshot), not a stream",
                         "give the address of the camera's stream, rtsp:// or its Motion JPEG");
}

/// The recording's end: what the decoder holds comes, and then its first picture once more.
LiveSource::Step LiveStream::begin_again() {
  if (sent_ == 0) return Step::ended;
  pass_begin_ += last_seconds_ + 1 / (info_.fps > 0 ? info_.fps : kFallbackFps);
  last_seconds_ = -1;
  if (!demuxer_->rewind()) demuxer_ = input_.open();
  drain();
  keep_.clear();
  begun_ = false;
  waits_since_ms_ = steady_ms();
  return Step::passed;
}

/// False for a picture that was given before, at rest, or that cannot be used.
bool LiveStream::give(Frame& out) {
  const bool fits = std::int64_t{frame_->width} * frame_->height <= options_.max_pixels;
  if (!fits || !converter_.convert(*frame_, out)) {
    damage_.add("a frame: its pixel layout cannot be converted");
    return false;
  }
  media::describe(*frame_, layout_, out);
  if ((frame_->flags & AV_FRAME_FLAG_CORRUPT) || frame_->decode_error_flags != 0)
    damage_.add("a frame: decoded with errors");
  unanswered_ = 0;
  const std::int64_t pts = frame_->pts != AV_NOPTS_VALUE ? frame_->pts : frame_->pkt_dts;
  if (pts != AV_NOPTS_VALUE && pts == std::exchange(last_given_, pts)) return false;
  arrived_ms_ = arrivals_.of(pts);
  // What the decoder was given last made it give this one.
  complete_ms_ = arrivals_.last_ms() + backlog_.behind_ms();
  const bool known = has_clock_ && pts != AV_NOPTS_VALUE;
  const double own_seconds = static_cast<double>(pts) * av_q2d(demuxer_->stream().time_base);
  out.info.seconds = known ? given_pass_begin_ + pace_ * own_seconds : -1;
  info_.width = out.info.width;
  info_.height = out.info.height;
  return true;
}

}  // namespace mien::video
