#pragma once
/// \file Where the segments of one input come together again, in order.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "mien/config.h"
#include "mien/pipeline.h"
#include "mien/stages.h"

#include "base/histogram.h"
#include "chain/coverage.h"
#include "chain/follow.h"
#include "chain/segment_output.h"

namespace mien::recordings {

/// Tracks, smooths, counts and writes the faces of one input in stream order, on the thread of the
/// worker that delivers the next frame in order; frames of later segments wait in memory.
/// Thread-safe.
class Join {
 public:
  /// `camera` must outlive it.
  Join(const CameraConfig& camera, chain::Follow follow, Sink& outlet);

  void planned(const StreamInfo& info, std::size_t segments);
  void failed(const std::string& why);
  /// Faces of one frame of a segment, in order within it. `result` is changed, and may be moved
  /// from.
  void deliver(std::size_t segment, FrameResult& result);
  void segment_done(std::size_t segment, const chain::SegmentReport& report);
  /// After the last worker: takes up what is still waiting (an interrupted run), ends the tracks.
  void finish();

  /// How far this input is. `decoded`: frames so far, from the workers' own counts.
  Progress progress() const;
  /// Called by workers once per decoded frame.
  void count_frame() { decoded_.fetch_add(1, std::memory_order_relaxed); }
  bool complete() const { return complete_.load(); }

  InputSummary summary() const;
  const Histogram& latency() const { return report_.latency; }
  std::array<std::int64_t, kEmotions + 1> label_counts() const { return labels_; }

 private:
  struct Pending {
    std::vector<FrameResult> results;
    std::int64_t frames = 0;
    bool done = false;
  };

  void emit(FrameResult& result);
  const std::string& picture_at(double seconds) const;
  void place_by_time(const FrameResult& result);
  void emit_tracks(bool all);
  void advance();
  void add(std::size_t segment, const chain::SegmentReport& report);

  const CameraConfig& camera_;
  chain::Follow follow_;
  const WallTime began_;  ///< the wall clock at 0 s of stream time
  Sink& outlet_;
  mutable std::mutex mutex_;
  StreamInfo info_;
  std::string file_;  ///< of a folder of pictures: the one whose faces are followed
  std::vector<Pending> pending_;
  std::size_t current_ = 0;               ///< the segment whose frames go straight through
  std::int64_t frames_before_ = 0;        ///< frames of the segments before it, decoded or skipped
  chain::SegmentReport report_;           ///< sums; `cut`: not all of the input was analysed
  std::unordered_set<std::string> told_;  ///< the report's notes
  chain::Coverage covered_;
  std::size_t damaged_ = 0;  ///< the segment whose damage it tells in words
  std::size_t failed_ = 0;   ///< the segment whose error it tells
  std::int64_t faces_ = 0, tracks_ = 0;
  std::array<std::int64_t, kEmotions + 1> labels_{};
  double started_ms_ = 0, ended_ms_ = 0;
  std::atomic<std::int64_t> decoded_{0};
  std::atomic<bool> complete_{false};
};

}  // namespace mien::recordings
