#pragma once
/// \file What the sizes of packets between keyframes tell.

#include <cstdint>
#include <vector>

#include "mien/stages.h"

namespace mien::video {

/// A group of pictures, from one keyframe to the next.
struct PictureGroup {
  Segment span;                   ///< of presentation times; decoding may begin at its begin
  std::int64_t packets = 0;       ///< its pictures
  double begin_s = 0, end_s = 0;  ///< stream times
  /// Something moves: the packets of 0.4 s (of four pictures where those take longer) are more than
  /// twice as large as those at the same place of the quieter groups. Or sizes do not tell, for
  /// stillness needs much beside a keyframe, and the group lasts longer than 2 s. Compared are the
  /// groups of the recording; of one longer than twenty minutes, of the part looked at.
  bool busy = false;
  bool told = false;  ///< its packets were compared: there were enough of them
};

/// What stillness needs.
struct Stillness {
  std::vector<double> bytes;  ///< of a packet, by place; 0 at places that nothing is known of
  bool tells = false;         ///< whether somebody who moves can be told from it
};

/// The packets of several groups but for keyframes, in windows of time.
class PacketWindows {
 public:
  /// `fps`: of the stream; 0 where unknown.
  explicit PacketWindows(double fps);

  void clear() { windows_.clear(); }
  /// A packet of the group, at `now` seconds; groups and packets in order.
  void add(std::size_t group, double now, int bytes);
  /// Of all windows so far, beside keyframes of such sizes.
  Stillness stillness(std::vector<double> keyframes) const;
  /// Which of the groups are busy.
  void judge(std::vector<PictureGroup>& groups, const Stillness& still) const;

 private:
  struct Window {
    std::size_t group = 0, place = 0;  ///< `place`: how many of the group came before
    double begin_s = 0;
    std::int64_t bytes = 0, packets = 0;
    double mean() const { return static_cast<double>(bytes) / static_cast<double>(packets); }
  };

  std::vector<Window> windows_;
  double seconds_;
};

}  // namespace mien::video
