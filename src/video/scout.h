#pragma once
/// \file A recording's keyframes alone, and what the packets between them tell.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/frame.h"
#include "mien/stages.h"

#include "media/converter.h"
#include "media/decoder.h"
#include "media/demuxer.h"
#include "media/layout.h"

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
};

/// Goes through a recording beside whoever decodes it. Of pictures it decodes keyframes alone;
/// packets are read, not decoded. One thread at a time.
class Scout {
 public:
  /// Null where keyframes cannot be had alone: of live streams, pictures, joined recordings, and
  /// codecs without safe keyframes. Throws Error(input) as `open_source` does.
  static std::unique_ptr<Scout> open(const std::string& input);

  /// The groups of a segment of that input, in order; none where anything is damaged or out of the
  /// ordinary: then nothing is known.
  std::vector<PictureGroup> groups(const Segment& segment);
  /// How many keyframes can be shown: one of each group, and the one behind them, if there is one.
  std::size_t keyframes() const { return keyframes_.size(); }
  using See = std::function<void(const Frame&)>;
  /// Decodes one of these, for `see`. False where it cannot be decoded alone.
  bool show(std::size_t keyframe, const See& see);
  /// Whether the segment begins with the keyframe behind the last one's groups.
  bool goes_on(const Segment& segment) const;

 private:
  /// The packets of `window_s_` but for keyframes.
  struct Window {
    std::size_t group = 0, place = 0;  ///< `place`: how many of the group came before
    double begin_s = 0;
    std::int64_t bytes = 0, packets = 0;
    double mean() const { return static_cast<double>(bytes) / static_cast<double>(packets); }
  };

  /// What stillness needs.
  struct Stillness {
    std::vector<double> bytes;  ///< of a packet, by place; 0 at places that nothing is known of
    bool tells = true;          ///< whether somebody who moves can be told from it
  };

  explicit Scout(std::unique_ptr<media::Demuxer> demuxer);
  bool go_to(const Segment& segment);
  media::Demuxer::Step next_packet();
  void weigh(std::size_t group);
  void learn();
  Stillness stillness(std::vector<double> keyframes) const;
  void judge(std::vector<PictureGroup>& groups, const Stillness& still) const;

  std::unique_ptr<media::Demuxer> demuxer_;
  media::StreamLayout layout_;
  media::CodecHandle codec_;
  media::Converter converter_;
  media::PacketHandle packet_;
  media::FrameHandle frame_;
  std::vector<Window> windows_;
  std::vector<media::PacketHandle> keyframes_;
  std::optional<Stillness> still_;  ///< of the whole recording
  bool learnt_ = false;
  double window_s_ = 0;
  bool waits_ = false;  ///< the keyframe behind the last segment is in `packet_`
};

}  // namespace mien::video
