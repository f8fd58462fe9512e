#pragma once
/// \file When packets arrived.

#include <array>
#include <cstddef>
#include <cstdint>

#include "media/av.h"

namespace mien::video {

/// Decoders give pictures later than they are given packets: this remembers when the packet of a
/// picture arrived. The last 64 packets. One thread at a time.
class Arrivals {
 public:
  /// A packet that the decoder was given. `pts`: in any unit, as its picture will have it.
  void add(std::int64_t pts, double ms) { ring_[next_++ % ring_.size()] = {pts, ms}; }

  /// Of the newest packet; ms, 0 before the first.
  double last_ms() const { return back(0).ms; }

  /// Of the newest packet with that time; `last_ms` where none has it.
  double of(std::int64_t pts) const {
    for (std::size_t i = 0; i < ring_.size() && back(i).ms > 0; ++i)
      if (back(i).pts == pts) return back(i).ms;
    return last_ms();
  }

 private:
  struct Arrival {
    std::int64_t pts = AV_NOPTS_VALUE;
    double ms = 0;
  };

  const Arrival& back(std::size_t packets) const {
    return ring_[(next_ + ring_.size() - 1 - packets) % ring_.size()];
  }

  std::array<Arrival, 64> ring_;
  std::size_t next_ = 0;
};

}  // namespace mien::video
