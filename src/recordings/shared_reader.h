#pragma once
/// \file One reader for many workers: frame by frame, whoever is free takes the next one.

#include <memory>
#include <mutex>

#include "recordings/frame_order.h"
#include "recordings/segment_reader.h"
#include "recordings/workshop.h"

namespace mien::recordings {

/// A frame that outlives the reads after it.
struct HeldFrame {
  Frame frame;
  FramePlace place;
  std::shared_ptr<const void>
      planes;  ///< keeps the frame's planes; dropped as soon as they are no longer needed
  std::int64_t number = 0;  ///< in the order of reading
};

/// Reads all inputs, one after another, and puts the workers' results back in order. Thread-safe.
class SharedReader {
 public:
  /// Throws Error(usage) where an input that never ends would keep others from being read.
  explicit SharedReader(Workshop& shop);

  /// The next frame to infer; false when there is none, or the run was stopped. One thread reads,
  /// others wait.
  bool next(HeldFrame& held);
  /// Runs a frame through the calling thread's chain and delivers what it came to.
  void work_on(HeldFrame& held, chain::FrameChain& chain);
  /// Delivers what a frame came to; its latency is taken here. Each frame that was read needs it,
  /// or `work_on`.
  void finish(HeldFrame& held, FrameOutcome outcome);
  /// Frames come when they are due, so none should wait for later ones.
  bool live() const { return live_; }

 private:
  Workshop& shop_;
  bool live_ = false;
  FrameOrder order_;
  std::mutex mutex_;
  SegmentReader reader_;  ///< guarded by `mutex_`, as what follows
  bool ended_ = false;
};

}  // namespace mien::recordings
