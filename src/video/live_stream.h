#pragma once
/// \file A camera, packet by packet.

#include <functional>
#include <memory>
#include <string>

#include "media/converter.h"
#include "media/decoder.h"
#include "media/demuxer.h"
#include "media/layout.h"
#include "media/picture_budget.h"
#include "video/arrivals.h"
#include "video/backlog.h"
#include "video/live_source.h"
#include "video/pacer.h"
#include "video/packet_keep.h"
#include "video/size_alarm.h"

namespace mien::video {

/// How packets reach a LiveStream.
struct LiveInput {
  std::function<std::unique_ptr<media::Demuxer>()> open;
  bool repeat = false;  ///< a recording: begins again at its end
};

/// One thread at a time.
class LiveStream : public LiveSource {
 public:
  /// Connects. Throws as Demuxer does.
  LiveStream(std::string name, LiveInput input, const LiveOptions& options);

  const StreamInfo& info() const override { return info_; }
  Step read(Frame& out) override;
  double arrived_ms() const override { return arrived_ms_; }
  bool keyframe() const override { return media::is_key_frame(*frame_); }
  bool catching_up() const override { return catching_up_ && !keep_.empty(); }
  bool opening() const override { return has_clock_ && backlog_.opening() && !resting_; }
  double behind_ms() const override { return backlog_.behind_ms(); }
  double complete_ms() const override { return complete_ms_; }
  bool has_clock() const override { return has_clock_; }
  std::shared_ptr<const void> hold(Frame&) override { return converter_.hold(*frame_); }
  bool resting() const override { return resting_; }
  bool owes_picture() const override { return owes_; }
  std::int64_t pictures_sent() const override { return sent_; }
  std::int64_t passed_over() const override { return passed_over_; }
  std::int64_t damaged_packets() const override { return damage_.count(); }
  std::string damage() const override { return damage_.words(); }

 private:
  /// Decoders hold back 16 pictures at most, of two packets each; no keyframe at rest.
  static constexpr int kPacketsOwed = 32, kKeyframesOwed = 1;

  void describe_stream();
  Step next_packet();
  Step begin_again();
  double due_seconds() const;
  void refuse_a_snapshot() const;
  void take(double now);
  bool is_begun(bool starts, double now);
  bool has_close_keyframes(double now) const;
  void watch_keyframes(bool starts, double now);
  bool alarmed(bool starts, double now);
  void send(const AVPacket& packet, double arrived_ms);
  void leave_out(const char* why) {
    damage_.add(why);
    unanswered_ += keyed_;
  }
  void drain();
  bool give(Frame& out);
  bool stopped() const { return options_.stop && *options_.stop; }

  LiveInput input_;
  LiveOptions options_;
  std::unique_ptr<media::Demuxer> demuxer_;
  StreamInfo info_;
  media::StreamLayout layout_;
  std::shared_ptr<media::PictureBudget> budget_;
  media::CodecHandle codec_;
  media::Converter converter_;
  media::PacketHandle packet_;
  media::FrameHandle frame_;
  Pacer pacer_;
  PacketKeep keep_;
  media::GroupLength group_;
  media::Damage damage_;
  Arrivals arrivals_;
  Backlog backlog_;  ///< of what comes at the camera's pace
  bool has_clock_ = true, paced_ = false;
  double pace_ = 1;        ///< seconds shown per second of a repeated recording
  double asked_ms_ = 0;    ///< for the packet that comes next; 0: not yet
  long waits_ = 0;         ///< of this thread, at that moment
  bool begun_ = false;     ///< a keyframe has been seen, or was waited for in vain
  bool too_late_ = false;  ///< what comes is passed over, up to a keyframe
  bool keyed_ = false;     ///< one has been seen
  int unanswered_ = 0;     ///< packets since then that the decoder was given since its last picture
  bool owes_ = false;      ///< they are too many, and it has none ready
  bool resting_ = false;
  SizeAlarm alarm_;
  double alarm_ms_ = 0;       ///< when it rang, and nobody is known to be there; 0: it did not
  bool catching_up_ = false;  ///< what was kept goes to the decoder
  bool draining_ = false;
  double waits_since_ms_ = 0;  ///< for a keyframe
  double arrived_ms_ = 0, complete_ms_ = 0;
  double last_key_ms_ = 0,
         key_gap_ms_ = 0;  ///< when the last keyframe came, and how long after the one before
  double last_decoded_key_ms_ = 0;             ///< at rest
  double pass_begin_ = 0, last_seconds_ = -1;  ///< of a repeated recording; seconds
  double given_pass_begin_ = 0;                ///< of the pictures that the decoder gives
  std::int64_t last_given_ = AV_NOPTS_VALUE;   ///< pts
  std::int64_t sent_ = 0, passed_over_ = 0;
};

}  // namespace mien::video
