#pragma once
#include <cstdint>
#include <deque>

#include "media/av.h"

namespace mien::video {

/// The presentation times of decoded frames, in ticks of their stream. Most containers state them.
/// AVI, and what is made from it, have only the order of decoding, one slot a packet, some of them
/// empty: there the frames, in the order in which they are shown, take the slots of the packets
/// that were sent, one after another.
class FrameTimes {
 public:
  /// For the packets of a fresh or flushed decoder.
  void begin(bool by_order) {
    by_order_ = by_order;
    slots_.clear();
  }
  bool by_order() const { return by_order_; }

  /// A packet that the decoder has taken.
  void sent(const AVPacket& packet) {
    if (by_order_ && packet.dts != AV_NOPTS_VALUE) slots_.push_back(packet.dts);
  }

  /// Of the decoder's next frame; AV_NOPTS_VALUE where nothing tells.
  std::int64_t of(const AVFrame& frame, const AVCodecContext& codec) {
    if (by_order_) return slot(frame, codec);
    if (frame.pts != AV_NOPTS_VALUE) return frame.pts;
    // Without reordering the packet's time will do.
    return codec.has_b_frames == 0 ? frame.pkt_dts : AV_NOPTS_VALUE;
  }

 private:
  std::int64_t slot(const AVFrame& frame, const AVCodecContext& codec) {
    // A packet that gave no frame would delay all after it: no more wait than the decoder holds.
    const auto held =
        static_cast<std::size_t>(codec.has_b_frames) + static_cast<std::size_t>(codec.thread_count);
    while (slots_.size() > held + 1) slots_.pop_front();
    if (slots_.empty()) return AV_NOPTS_VALUE;
    const std::int64_t first = slots_.front();
    slots_.pop_front();
    return codec.has_b_frames == 0 && frame.pkt_dts != AV_NOPTS_VALUE ? frame.pkt_dts : first;
  }

  bool by_order_ = false;
  std::deque<std::int64_t> slots_;
};

}  // namespace mien::video
