#pragma once
/// \file What came since the last keyframe, still compressed.

#include <cstdint>
#include <deque>

#include "media/av.h"

namespace mien::video {

/// A packet and when it arrived.
struct KeptPacket {
  media::PacketHandle packet;
  double arrived_ms = 0;
};

/// The packets of the group of pictures that is under way. Bounded: a group that is too long is
/// given up.
class PacketKeep {
 public:
  static constexpr std::size_t kMostPackets = 1000;
  static constexpr std::int64_t kMostBytes = 16 << 20;

  void clear() {
    packets_.clear();
    bytes_ = 0;
  }
  bool empty() const { return packets_.empty(); }

  /// `starts`: decoding may begin here, all before it is forgotten.
  void add(const AVPacket& packet, double arrived_ms, bool starts) {
    if (starts) clear();
    if (packets_.empty() && !starts) return;
    if (packets_.size() >= kMostPackets || bytes_ + packet.size > kMostBytes) return clear();
    media::PacketHandle copy(av_packet_clone(&packet));
    if (!copy) return clear();
    bytes_ += packet.size;
    packets_.push_back({std::move(copy), arrived_ms});
  }

  /// The oldest one.
  KeptPacket take() {
    KeptPacket first = std::move(packets_.front());
    packets_.pop_front();
    bytes_ -= first.packet->size;
    return first;
  }

 private:
  std::deque<KeptPacket> packets_;
  std::int64_t bytes_ = 0;
};

}  // namespace mien::video
