#pragma once
/// \file Where what a worker finds goes.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mien/stages.h"
#include "mien/summary.h"

#include "base/histogram.h"

namespace mien::chain {

/// What a worker did in one segment, besides the faces.
struct SegmentReport {
  std::int64_t frames_decoded = 0, frames_inferred = 0;
  std::int64_t frames_skipped = 0;  ///< of the stream, neither decoded nor looked at
  double media_seconds = 0;         ///< stream time of the last frame's end
  StageTimes times;                 ///< CPU ms
  double cpu_ms = 0;                ///< of the worker's thread, all told
  Histogram latency;
  std::int64_t damaged_packets = 0;
  std::string damage;
  std::vector<std::string> notes;  ///< Source::notes, those that no report before has told
  std::optional<std::string> error;
  DemandCounts demand;
  double begin_s = -1;  ///< stream time of the first frame; below 0: there was none
  bool cut = false;     ///< the run was stopped before the segment's end

  /// Adds counts and times. Words, and what belongs to one segment alone, stay.
  SegmentReport& operator+=(const SegmentReport&);
};

/// Takes what a worker finds, segment after segment, frames in order within one.
class SegmentOutput {
 public:
  virtual ~SegmentOutput() = default;
  /// One frame was decoded, or passed over because nobody looks at it.
  virtual void decoded(std::size_t input) = 0;
  /// Faces of an inferred frame; `result` may be changed and moved from.
  virtual void frame(std::size_t input, std::size_t segment, FrameResult& result) = 0;
  virtual void done(std::size_t input, std::size_t segment, const SegmentReport& report) = 0;
};

}  // namespace mien::chain
