#pragma once
#include "media/keyframe.h"

namespace mien::media {

/// Tells a stream whose presentation times are slots: they rise from packet to packet, though its
/// pictures are shown in another order. Who copies an AVI into another container makes such.
class SlotWatch {
 public:
  /// The next packet, from the stream's begin on. False once its times are no slots.
  bool see(const AVCodecParameters& codec, const AVPacket& packet) {
    rises_ = rises_ && codec.video_delay > 0 && packet.pts > last_;  // unknown: the least there is
    if (!rises_) return false;
    last_ = packet.pts;
    const bool early = is_shown_early(codec, packet);
    // Where a recording begins between keyframes, what a B picture waits for may be missing.
    early_ |= early && others_;
    others_ |= !early;
    return true;
  }
  /// Of all that was seen.
  bool slots() const { return rises_ && early_; }

 private:
  bool rises_ = true, early_ = false, others_ = false;
  std::int64_t last_ = AV_NOPTS_VALUE;
};

}  // namespace mien::media
