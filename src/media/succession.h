#pragma once
/// \file A transport stream whose video goes on under another number.

#include <cstdint>
#include <deque>
#include <vector>

#include "media/av.h"

namespace mien::media {

/// Which of a container's video streams is the one to read, where they come and go: recorders give
/// their video a new PID when they restart. A stream that begins where the one that was read falls
/// silent follows it; one that runs beside it does not. One thread at a time.
class Succession {
 public:
  /// False: nothing comes and goes in such a container, only the stream that was chosen counts.
  void watch(bool on) { on_ = on; }
  bool on() const { return on_; }

  /// A packet of the stream that is read. `last`: no others will come, so this says nothing of
  /// those that wait.
  void current_came(bool last);
  /// Keeps a packet of another video stream. True when that stream is to be read from now on:
  /// `next` gives what was kept.
  bool other_came(AVPacket& packet, AVRational time_base);
  /// At the end of the input: true where a stream waits to be read.
  bool waits() const { return !kept_.empty(); }
  /// The stream that waits.
  int heir() const { return heir_; }
  /// Gives the packets of the stream that has become the one to read.
  void begin_heir(int left);
  bool next(AVPacket& packet);
  /// Video streams that ran beside the one read.
  std::size_t beside() const { return beside_.size(); }
  void clear();

 private:
  bool on_ = false, giving_ = false;
  int heir_ = -1;
  std::vector<int> beside_, left_;
  std::deque<PacketHandle> kept_;
  std::int64_t bytes_ = 0;
};

}  // namespace mien::media
