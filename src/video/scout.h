#pragma once
/// \file A recording's keyframes alone, and what the packets between them tell.

#include <atomic>
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
#include "video/stillness.h"

namespace mien::video {

/// Goes through a recording beside whoever decodes it. Of pictures it decodes keyframes alone;
/// packets are read, not decoded. One thread at a time.
class Scout {
 public:
  /// Null where keyframes cannot be had alone: of live streams, pictures, joined recordings, and
  /// codecs without safe keyframes. When `stop` (may be null) is set nothing is known any more.
  /// Throws Error(input) as `open_source` does.
  static std::unique_ptr<Scout> open(const std::string& input,
                                     const std::atomic<bool>* stop = nullptr);

  /// The groups of a segment of that input, in order; none where anything is damaged or out of the
  /// ordinary: then nothing is known.
  std::vector<PictureGroup> groups(const Segment& segment);
  /// Presentation times of their keyframes, one of each group, and of the one behind them, if there
  /// is one.
  const std::vector<std::int64_t>& keyframes() const { return times_; }
  /// Whether packets show who moves: between two landmarks that are alike, groups that are not busy
  /// are all alike.
  bool sizes_tell() const { return tells_; }
  /// Keyframes five seconds or more apart, the first and the last among them, in order; and those
  /// whose size is another than the one's before, where the scene may be another one. Of the
  /// recording; of one longer than twenty minutes, of the segment and behind it.
  const std::vector<std::int64_t>& landmarks() const { return landmarks_; }
  using See = std::function<void(const Frame&)>;
  /// Decodes the keyframe of this time, for `see`. False where it cannot be decoded alone.
  bool show(std::int64_t keyframe, const See& see);

 private:
  Scout(std::unique_ptr<media::Demuxer> demuxer, const std::atomic<bool>* stop);
  bool goes_on(const Segment& segment) const;
  bool go_to(const Segment& segment);
  bool enter(std::int64_t keyframe);
  media::Demuxer::Step next_packet();
  std::vector<PictureGroup> read(const Segment& segment, bool keep);
  void learn();
  void mark(const std::vector<PictureGroup>& groups);
  const AVPacket* packet_of(std::int64_t keyframe);

  const std::atomic<bool>* const stop_;
  std::unique_ptr<media::Demuxer> demuxer_;
  media::StreamLayout layout_;
  media::CodecHandle codec_;
  media::Converter converter_;
  media::PacketHandle packet_;
  media::FrameHandle frame_;
  PacketWindows windows_;
  std::vector<media::PacketHandle> packets_;  ///< keyframes
  std::vector<std::int64_t> times_, landmarks_;
  std::vector<double> sizes_;
  std::optional<Stillness> still_;  ///< of the whole recording
  bool learnt_ = false, tells_ = false;
  bool waits_ = false;  ///< the keyframe behind the last segment is in `packet_`
};

}  // namespace mien::video
