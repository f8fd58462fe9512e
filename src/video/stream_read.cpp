/// \file Packet by packet, frame by frame.

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "media/planes.h"
#include "media/stream_facts.h"
#include "video/stream_source.h"

namespace mien::video {

bool StreamSource::read(Frame& frame) {
  while (!done_) {
    if (stop_ && *stop_ && !demuxer_->local()) break;
    const bool waits = std::exchange(frame_waits_, false);
    const int code = waits ? 0 : avcodec_receive_frame(codec_.get(), frame_.get());
    if (code >= 0) {
      if (!waits) frame_time_ = times_.of(*frame_, *codec_), lookahead_.begun(frame_->pts);
      if (give(frame)) return true;
    } else if (code == AVERROR(EAGAIN) && !draining_) {
      feed();
    } else if (code == AVERROR_EOF || code == AVERROR(EAGAIN)) {
      if (go_beyond()) continue;
      finish();
      if (broken_) std::rethrow_exception(std::exchange(broken_, nullptr));
    } else {
      note(packet_->pts, packet_place(), media::av_text(code));
    }
  }
  return false;
}

std::string StreamSource::packet_place() const {
  const double seconds = demuxer_->seconds_of(*packet_);
  return packet_->data && seconds >= 0 ? fmt::format("packet at {:.2f} s", seconds) : "a packet";
}

/// The next packet; an end where the demuxer gives up: what the decoder still holds comes first.
media::Demuxer::Step StreamSource::next_packet() {
  try {
    return lookahead_.next(*demuxer_, *packet_);
  } catch (const Error&) {
    broken_ = std::current_exception();
    return media::Demuxer::Step::end;
  }
}

void StreamSource::feed() {
  touched_ = true;
  const media::Demuxer::Step step = packet_waits_ ? media::Demuxer::Step::packet : next_packet();
  packet_waits_ = false;
  if (step == media::Demuxer::Step::damaged) {
    damage_.add(lookahead_.problem());
    return;
  }
  const bool ended = step == media::Demuxer::Step::end;
  if (ended) {
    const std::int64_t missing = demuxer_->missing_at_end();
    if (missing > 0) damage_.add("the file ends early", missing);
  }
  settle_incomplete(ended ? nullptr : packet_.get());
  if (ended && !broken_ && part_ + 1 < parts_.size()) return drain(Then::next_part);
  if (ended || is_past_end(*packet_)) {
    if (!ended) ahead_ = Ahead::packet;
    return drain(Then::end);
  }
  if (description_.differs_at(*packet_)) {
    packet_waits_ = true;
    return drain(Then::other_decoder);
  }
  if (std::exchange(undecided_, false)) times_.begin(media::timed_by_order(*demuxer_, *packet_));
  if (lookahead_.needless(*demuxer_, *packet_)) return pass_over();
  if (packet_->flags & AV_PKT_FLAG_CORRUPT) {
    if (!incomplete_.place.empty()) note(incomplete_.pts, incomplete_.place, "incomplete");
    incomplete_ = {packet_->pts, packet_->dts, packet_place(), 0};
  }
  if (decoder_.deblocking == media::Deblocking::of_seen)
    media::deblock(*codec_, lookahead_.may_be_seen(*demuxer_, *packet_));
  const int code = avcodec_send_packet(codec_.get(), packet_.get());
  if (code >= 0) times_.sent(*packet_);
  if (code < 0 && code != AVERROR(EAGAIN)) note(packet_->pts, packet_place(), media::av_text(code));
}

/// Whether a packet was incomplete is known when the next two have come (null: the end).
/// Where parts of a transport stream meet, its last packet only seems so: the next one comes in its
/// turn, or the clock steps. A decoder that conceals errors tells of the true ones.
void StreamSource::settle_incomplete(const AVPacket* next) {
  if (incomplete_.place.empty()) return;
  const Incomplete before = incomplete_;
  if (next && before.dts != AV_NOPTS_VALUE && next->dts != AV_NOPTS_VALUE) {
    const double seconds = (static_cast<double>(next->dts) - static_cast<double>(before.dts)) *
                           av_q2d(demuxer_->stream().time_base);
    const bool in_turn = seconds > 0 && seconds * rate_of(*demuxer_) < 1.5;
    const bool only_seems = seconds < 0 || seconds > Timeline::kLeapSeconds ||
                            (in_turn && media::conceals_errors(codec_->codec_id));
    if (only_seems) incomplete_ = {};
    if (only_seems || (in_turn && ++incomplete_.followed < 2)) return;
  }
  incomplete_ = {};
  note(before.pts, before.place, "incomplete");
}

/// Tells the decoder that no more comes, so that it gives what it holds.
void StreamSource::drain(Then then) {
  draining_ = true;
  then_ = then;
  avcodec_send_packet(codec_.get(), nullptr);
}

/// The decoder is empty. False where that was the end.
bool StreamSource::go_beyond() {
  switch (std::exchange(then_, Then::end)) {
    case Then::other_decoder:
      description_.take(demuxer_->stream_of(*packet_), *packet_);
      fresh_decoder();
      draining_ = false;
      return true;
    case Then::next_part:
      return open_next_part();
    case Then::end:
      break;
  }
  return false;
}

/// Of recordings that lie one after another in the file: the next one that can be read.
bool StreamSource::open_next_part() {
  keep_notes();
  while (++part_ < parts_.size()) {
    try {
      demuxer_ = parts_[part_]();
    } catch (const Error& error) {
      damage_.add(
          fmt::format("recording {} of {} in it: {}", part_ + 1, parts_.size(), error.reason()));
      continue;
    }
    timeline_.append(media::clock_of(*demuxer_));
    lookahead_.clear();
    description_.take(demuxer_->stream());
    decide_deblocking();
    fresh_decoder();
    draining_ = packet_waits_ = false;
    last_damaged_ = AV_NOPTS_VALUE;
    return true;
  }
  return false;
}

bool StreamSource::is_past_end(const AVPacket& packet) const {
  if (packet.pts == AV_NOPTS_VALUE || packet.pts < segment_.end) return false;
  // Saves the decoding of the next segment's keyframe; with an open group earlier pictures may
  // still follow.
  return media::group_start(*demuxer_->stream().codecpar, packet) == media::GroupStart::closed;
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
  const std::int64_t time = frame_time_;
  if (time != AV_NOPTS_VALUE && time >= segment_.end) {
    // With a packet waiting as well, only a seek brings both.
    ahead_ = ahead_ == Ahead::nothing ? Ahead::frame : Ahead::nothing;
    finish();
    return false;
  }
  if (!in_segment(time)) return false;
  const bool fits = std::int64_t{frame_->width} * frame_->height <= media::kMaxPixels &&
                    std::max(frame_->width, frame_->height) <= media::kLargestSide;
  if (!fits || !converter_.convert(*frame_, out)) {
    note(time, "a frame", fits ? "its pixel layout cannot be converted" : "it is too large");
    return false;
  }
  place(time, out.info);
  media::describe(*frame_, layout_, out);
  if ((frame_->flags & AV_FRAME_FLAG_CORRUPT) || frame_->decode_error_flags != 0) {
    note(time, fmt::format("frame at {:.2f} s", out.info.seconds), "decoded with errors");
  }
  return true;
}

/// A frame's place among the others, by its time in ticks.
void StreamSource::place(std::int64_t time, FrameInfo& info) {
  const std::int64_t steps = timeline_.steps();
  info.seconds = time != AV_NOPTS_VALUE ? timeline_.at(time) : timeline_.next();
  // Behind a step of the clock, all that was passed over lies before.
  if (timeline_.steps() != steps) delivered_ += passed_before(INT64_MAX);
  if (time != AV_NOPTS_VALUE) delivered_ += passed_before(time);
  info.index = delivered_++;
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
  if (delivered_ == 0 && damage_.count() == 0 && !stopped) damage_.add("no frame could be decoded");
}

}  // namespace mien::video
