#pragma once
/// \file Packets, read a little ahead of the decoder, and which of them it can do without.

#include <deque>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mien/stages.h"

#include "base/sampler.h"
#include "media/demuxer.h"
#include "media/order_watch.h"

namespace mien::video {

/// Where only some frames of a stream are looked at, these are decoded exactly as if all were, and
/// the packet of another is needless where no other picture refers to its own, or where no frame up
/// to the next closed group of pictures is looked at. One thread at a time.
class Lookahead {
 public:
  /// `fps`: frames looked at per second, as `Sampler` picks them; 0: all, and nothing is read
  /// ahead. `stream_fps`: nominal; 0 where unknown. `watch`: of the stream; from the place on where
  /// its clock steps, all frames are looked at.
  Lookahead(double fps, double stream_fps, const media::OrderWatch& watch);

  /// Of a stream whose frames' times cannot be told from packets (live, fields, no start time):
  /// looks at all.
  void look_at_all() { fps_ = 0; }

  /// As Demuxer::next; throws what it throws, when it is this packet's turn.
  media::Demuxer::Step next(media::Demuxer& demuxer, AVPacket& packet);
  const std::string& problem() const { return problem_; }
  /// What was read ahead is of another place.
  void clear();
  /// Frames outside of it are another one's business.
  void enter(const Segment& segment) {
    segment_ = segment;
    leaving_out_ = false;
  }
  /// Of a packet that `next` gave last.
  bool needless(const media::Demuxer& demuxer, const AVPacket& packet);
  /// The decoder gave its first picture of what is read from its begin. What is shown before it
  /// refers to pictures that are not there.
  void begun(std::int64_t pts);
  /// How many those are.
  std::int64_t lead() const { return lead_; }
  /// Whether the picture of such a packet is a keyframe or may be looked at: the same whoever reads
  /// which segments.
  bool may_be_seen(const media::Demuxer& demuxer, const AVPacket& packet) const;

 private:
  struct Entry {
    media::Demuxer::Step step = media::Demuxer::Step::end;
    media::PacketHandle packet;
    std::string problem;
    std::exception_ptr broken;
    bool closed = false;  ///< begins a closed group
  };

  media::Demuxer::Step take(media::Demuxer& demuxer, AVPacket& packet);
  void fill(media::Demuxer& demuxer);
  void read(media::Demuxer& demuxer);
  bool goes_on_evenly(const AVPacket& packet);
  bool looked_at(const media::Demuxer& demuxer, std::int64_t pts) const;
  bool due(const media::Demuxer& demuxer, std::int64_t pts, std::int64_t begin) const;
  bool none_looked_at_until_next_group(const media::Demuxer& demuxer) const;

  double fps_;
  Sampler sampler_;
  std::size_t depth_;
  Segment segment_;
  std::deque<Entry> entries_;
  std::deque<std::int64_t> past_;  ///< pts of the packets given last
  std::string problem_;
  media::OrderWatch fresh_watch_, watch_;
  int stream_ = -1;
  bool layers_ = false, ended_ = false;
  bool leaving_out_ =
      false;              ///< all up to the next closed group: what follows lacks its references
  bool stepped_ = false;  ///< times are no longer told by packets
  std::set<std::int64_t> unshown_;  ///< pts of what was given before `begun`
  std::int64_t first_ = INT64_MAX, lead_ = 0;
};

}  // namespace mien::video
