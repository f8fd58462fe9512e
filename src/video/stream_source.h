#pragma once
/// \file Frames of a container's video stream: demux, decode, convert.

#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "base/timeline.h"
#include "media/converter.h"
#include "media/decoder.h"
#include "media/demuxer.h"
#include "media/keyframe.h"
#include "media/layout.h"
#include "video/frame_times.h"
#include "video/lookahead.h"
#include "video/video.h"

namespace mien::video {

/// A file or URL, or several recordings that lie one after another in a file. Planes that the
/// decoder gives in 4:2:0 and 8 bit are handed on without a copy.
class StreamSource : public Source {
 public:
  /// Opens the container afresh; called again to begin anew. Throws Error(input).
  using Opener = std::function<std::unique_ptr<media::Demuxer>()>;

  StreamSource(Opener open, media::DecoderOptions decoder, const std::atomic<bool>* stop);
  /// `parts`: at least one; frames of each follow those of the one before.
  StreamSource(std::vector<Opener> parts, media::DecoderOptions decoder,
               const std::atomic<bool>* stop);

  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override;
  void seek(const Segment&) override;
  bool read(Frame& frame) override;
  std::shared_ptr<const void> hold(Frame&) override { return converter_.hold(*frame_); }
  std::int64_t damaged_packets() const override { return damage_.count(); }
  std::string damage() const override { return damage_.words(); }
  std::vector<std::string> notes() const override;
  std::int64_t skipped_frames() const override { return skipped_; }

 private:
  /// What of the following segment was read when this one ended: so it can go on without a seek.
  enum class Ahead { nothing, packet, frame };
  /// What comes when the decoder has given all that it holds.
  enum class Then { end, other_decoder, next_part };

  void decide_deblocking();
  void fresh_decoder();
  /// A packet that came with its flag of damage, and is not counted yet.
  struct Incomplete {
    std::int64_t pts = AV_NOPTS_VALUE, dts = AV_NOPTS_VALUE;
    std::string place;
    int followed = 0;  ///< packets that have come since, in turn
  };

  void settle_incomplete(const AVPacket* next);
  void drain(Then then);
  bool go_beyond();
  bool open_next_part();
  bool goes_on(const Segment& segment) const;
  void go_on();
  void fill_info();
  void add_other_parts();
  void reopen();
  void go_to(std::int64_t begin);
  bool lands_at(std::int64_t target, std::int64_t begin);
  media::Demuxer::Step next_packet();
  void feed();
  bool give(Frame& out);
  bool is_past_end(const AVPacket& packet) const;
  void pass_over();
  std::int64_t passed_before(std::int64_t time);
  bool in_segment(std::int64_t time) const;
  std::vector<std::string> own_notes() const;
  void keep_notes();
  void place(std::int64_t time, FrameInfo& info);
  void note(std::int64_t time, const std::string& place, const std::string& words);
  std::string packet_place() const;
  void finish();

  std::vector<Opener> parts_;
  std::size_t part_ = 0;
  media::DecoderOptions decoder_;
  const media::Deblocking wish_;
  const std::atomic<bool>* stop_;
  std::unique_ptr<media::Demuxer> demuxer_;
  Lookahead lookahead_;
  StreamInfo info_;
  media::StreamLayout layout_;
  media::CodecDescription description_;
  media::CodecHandle codec_;
  FrameTimes times_;
  media::Converter converter_;
  Timeline timeline_;
  media::PacketHandle packet_;
  media::FrameHandle frame_;
  std::int64_t frame_time_ = AV_NOPTS_VALUE;  ///< of `frame_`, in ticks
  Segment segment_;
  media::Damage damage_;
  std::int64_t last_damaged_ = AV_NOPTS_VALUE;  ///< pts; a packet and its frame count once
  std::int64_t delivered_ = 0;        ///< frames of this segment, skipped ones before them too
  std::vector<std::int64_t> passed_;  ///< pts of skipped frames not yet in `delivered_`
  std::int64_t skipped_ = 0;          ///< of all segments so far
  bool touched_ = false;              ///< no longer at the very beginning
  bool packet_waits_ = false;         ///< the first packet after a seek is in `packet_`
  bool frame_waits_ = false;          ///< the first frame of the segment is in `frame_`
  Ahead ahead_ = Ahead::nothing;
  bool damage_ahead_ = false;  ///< seen behind the segment's end, left for the next one to count
  bool draining_ = false;      ///< the decoder has been told that no more comes
  Then then_ = Then::end;
  Incomplete incomplete_;
  bool undecided_ = true;           ///< whether frames are timed by their order
  std::vector<std::string> heard_;  ///< notes of demuxers that were left
  std::exception_ptr broken_;       ///< why no more comes; thrown after the decoder's last frame
  bool done_ = false;
};

}  // namespace mien::video
