// What becomes of a packet that has come.
#include <utility>

#include "media/keyframe.h"
#include "video/live_stream.h"

namespace mien::video {
namespace {

/// Cameras with rarer keyframes do not rest, and nothing is passed over: a person could come and go
/// unseen.
constexpr double kLongestGroupMs = 5000;
/// At rest: motion JPEG and the like have nothing but keyframes.
constexpr double kLeastRestMs = 450;
/// Keyframes and JPEGs of 12 megapixels are smaller. Decoders copy what they are given.
constexpr int kLargestPacket = 8 << 20;
/// So long after its packets grew a camera is awake, though nobody was found yet.
constexpr double kAlarmMs = 2000;
/// Decoding goes on at a keyframe that is no older.
constexpr double kNearMs = 500;
/// So long a first keyframe is waited for.
constexpr double kPatienceMs = 10'000;

/// May decoding begin here? Even at a picture that a recording's edit list hides: what follows
/// needs it.
bool begins_group(const AVCodecParameters& parameters, AVPacket& packet) {
  if (!media::has_safe_keyframes(parameters.codec_id)) return packet.flags & AV_PKT_FLAG_KEY;
  const int flags = std::exchange(packet.flags, packet.flags & ~AV_PKT_FLAG_DISCARD);
  const bool begins = media::group_start(parameters, packet) != media::GroupStart::none;
  packet.flags = flags;
  return begins;
}

}  // namespace

/// What to do with the packet that has come. `now`: when it could have been read.
void LiveStream::take(double now) {
  const bool starts = begins_group(*demuxer_->stream().codecpar, *packet_);
  keyed_ |= starts;
  watch_keyframes(starts, now);
  if (packet_->flags & AV_PKT_FLAG_CORRUPT) damage_.add("a packet: incomplete");
  if (packet_->size > kLargestPacket) return leave_out("a packet: too large for a picture");
  begun_ = is_begun(starts, now);
  if (!begun_) return;
  const bool rest =
      !alarmed(starts, now) && rest_wished() != Rest::none && has_close_keyframes(now);
  if (resting_ && !rest) {
    resting_ = false;
    keep_.add(*packet_, now, starts);
    catching_up_ = true;
    begun_ = !keep_.empty();  // a group that was given up: the next keyframe is waited for
    waits_since_ms_ = now;
    return;
  }
  if (!resting_ && rest && starts) {
    resting_ = true;
    alarm_.begin();
    avcodec_flush_buffers(codec_.get());
  }
  if (!resting_) return send(*packet_, now);
  keep_.add(*packet_, now, starts);
  const bool answered = last_decoded_key_ms_ > 0 && unanswered_ == 0;
  const bool enough = rest_wished() == Rest::whole && answered;
  if (!starts || enough || now - last_decoded_key_ms_ < kLeastRestMs) return;
  last_decoded_key_ms_ = now;
  packet_->flags &= ~AV_PKT_FLAG_DISCARD;  // nothing else will be seen
  send(*packet_, now);
  drain();  // no further packet will push the picture out
}

/// Whether the packet is decoded, or kept. Where decoding takes longer than pictures come, they are
/// passed over, which is quick, up to a keyframe that is near enough.
bool LiveStream::is_begun(bool starts, double now) {
  if (begun_ && !resting_ && backlog_.loses() && has_close_keyframes(now)) {
    begun_ = false;
    too_late_ = true;
    waits_since_ms_ = now;
    keep_.clear();
  }
  if (!too_late_) return begun_ || starts || now - waits_since_ms_ > kPatienceMs;
  const bool gives_up = now - waits_since_ms_ > kPatienceMs;  // the camera sends no more keyframes
  too_late_ = !gives_up && (!starts || backlog_.behind_ms() > kNearMs);
  passed_over_ += too_late_;
  if (too_late_) return false;
  avcodec_flush_buffers(codec_.get());
  unanswered_ = 0;
  return true;
}

bool LiveStream::has_close_keyframes(double now) const {
  return key_gap_ms_ > 0 && key_gap_ms_ <= kLongestGroupMs && now - last_key_ms_ <= kLongestGroupMs;
}

/// Whether packets have grown, and nobody was looked for long enough since.
bool LiveStream::alarmed(bool starts, double now) {
  const bool somebody = rest_wished() == Rest::none;
  if (alarm_ms_ > 0 && (somebody || now - alarm_ms_ > kAlarmMs)) {
    alarm_.answered(somebody, now);
    alarm_ms_ = 0;
  }
  if (options_.packets_wake && resting_) {
    if (starts)
      alarm_.keyframe();
    else if (alarm_.rings(packet_->size, now))
      alarm_ms_ = now;
  }
  return alarm_ms_ > 0;
}

void LiveStream::watch_keyframes(bool starts, double now) {
  group_.see(starts);
  if (!starts) return;
  if (options_.deblocking == media::Deblocking::of_long_groups)
    media::deblock(*codec_, !group_.close());
  if (last_key_ms_ > 0) key_gap_ms_ = now - last_key_ms_;
  last_key_ms_ = now;
}

void LiveStream::send(const AVPacket& packet, double arrived_ms) {
  const int code = avcodec_send_packet(codec_.get(), &packet);
  if (code < 0 && code != AVERROR(EAGAIN)) damage_.add("a packet: " + media::av_text(code));
  arrivals_.add(packet.pts, arrived_ms);
  unanswered_ += keyed_ && !(packet.flags & AV_PKT_FLAG_DISCARD);
}

void LiveStream::drain() {
  avcodec_send_packet(codec_.get(), nullptr);
  draining_ = true;
}

}  // namespace mien::video
