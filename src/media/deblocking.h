#pragma once
/// \file H.264 without its deblocking filter, which is a sixth of decoding.

#include <cstdint>
#include <utility>

#include "media/demuxer.h"

namespace mien::media {

/// A picture that is not deblocked differs a little from the coder's own, and what refers to it a
/// little more, until the next keyframe. That one always is.
enum class Deblocking : std::uint8_t {
  always,          ///< the coder's own pictures, bit by bit
  of_seen,         ///< only where a picture is looked at
  of_long_groups,  ///< `of_seen` where keyframes are close, else `always` (ADR 14)
  never,
};

/// Pictures from keyframe to keyframe that may go without.
inline constexpr int kMostUndeblocked = 60;

/// Has the container an index of all pictures, and a keyframe at least every `kMostUndeblocked`?
bool keyframes_are_close(Demuxer& demuxer);

/// The same of a stream that comes packet by packet: told by its last whole group of pictures.
class GroupLength {
 public:
  /// The next packet; `starts`: decoding can begin at it.
  void see(bool starts) {
    if (starts) last_ = std::exchange(begun_, true) ? now_ : 0;
    now_ = starts ? 1 : now_ + 1;
  }
  bool close() const { return last_ > 0 && last_ <= kMostUndeblocked; }

 private:
  int now_ = 0, last_ = 0;
  bool begun_ = false;
};

}  // namespace mien::media
