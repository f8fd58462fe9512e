#pragma once
/// \file Decoding on demand: which groups of a recording's pictures somebody may be in.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "chain/chain.h"
#include "chain/small_luma.h"
#include "recordings/worker_tools.h"
#include "video/scout.h"

namespace mien::recordings {

/// Of a segment: to be decoded, or passed over.
struct SegmentPart {
  Segment span;
  bool decoded = true;
  bool looked_at = false;         ///< the keyframe of a part that is passed over
  std::int64_t packets = 0;       ///< of a part that is passed over
  double begin_s = 0, end_s = 0;  ///< stream times; of a part that is passed over
};

/// Looks at keyframes first. A group of pictures is decoded where its packets tell of motion
/// (`video::PictureGroup::busy`), where it lasts more than five seconds, and where it is the
/// recording's last, which no keyframe follows. Where packets show who moves, the others are passed
/// over if enough of them could be compared and the landmarks around them, keyframes five seconds
/// apart, show no face and the same scene. Else a group is decoded where there is a face in its own
/// keyframe or the next one, or where something moved from the one to the other. Where most groups
/// without a face show motion that their packets did not tell of, the packets tell nothing, and all
/// are decoded; so they are where the typical group has fewer than two pictures that are due. What
/// is decided depends on the segment and the landmarks around it alone. Of two keyframes that a
/// face in either would decide, the second is looked at first: it decides about the next group as
/// well. One thread at a time.
class GroupChoice {
 public:
  static constexpr double kMostSeconds = 5;

  GroupChoice(const WorkerTools& tools, chain::FrameChain& chain) : tools_(tools), chain_(chain) {}

  /// The parts of a segment, in order. One that is decoded where nothing can be known. What it
  /// costs is added to `times`.
  std::vector<SegmentPart> parts(std::size_t input, const Segment& segment, StageTimes& times);
  /// Searches for that of keyframes within the segment: as many whoever works on it.
  std::int64_t looks() const { return looked_at_; }

 private:
  struct Look {
    bool face = false, counted = false;
    chain::SmallLuma luma;
  };
  struct Unshown {};  ///< a keyframe that cannot be decoded alone: nothing is known

  void open(std::size_t input);
  void forget(std::int64_t before);
  std::vector<SegmentPart> choose(const std::vector<video::PictureGroup>& groups,
                                  StageTimes& times);
  const Look& look(std::int64_t keyframe, StageTimes& times);
  bool face_at(std::size_t group, StageTimes& times);
  bool moved(std::size_t group, StageTimes& times);
  bool alike(std::int64_t before, std::int64_t behind, StageTimes& times);
  bool still_around(std::size_t group, StageTimes& times);

  const WorkerTools& tools_;
  chain::FrameChain& chain_;
  std::optional<std::size_t> at_;  ///< the input that `scout_` is of
  std::unique_ptr<video::Scout> scout_;
  Segment segment_;
  std::int64_t looked_at_ = 0;          ///< of its keyframes
  std::map<std::int64_t, Look> looks_;  ///< at keyframes of this input, by presentation time
};

}  // namespace mien::recordings
