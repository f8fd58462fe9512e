#pragma once
/// \file One worker: its own stages, an open input, and the segments it is given.

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "mien/config.h"
#include "runtime/chain.h"
#include "runtime/join.h"
#include "runtime/schedule.h"

namespace mien::runtime {

/// Takes what a worker finds, segment after segment, frames in order within one.
class SegmentOutput {
 public:
  virtual ~SegmentOutput() = default;
  /// One frame was decoded.
  virtual void decoded(std::size_t input) = 0;
  /// Faces of an inferred frame; `result` may be changed and moved from.
  virtual void frame(std::size_t input, std::size_t segment, FrameResult& result) = 0;
  virtual void done(std::size_t input, std::size_t segment, const SegmentReport& report) = 0;
};

/// What workers of one process have in common. Outlives them. Thread-safe.
struct WorkerTools {
  const RunConfig& config;
  const Models& models;
  std::vector<Masks> masks;       ///< by input
  std::function<bool()> stopped;  ///< asked between frames
  const std::atomic<bool>* stop;  ///< ends blocking reads of live inputs

  std::unique_ptr<Source> open(std::size_t input) const;
  /// Of the detector's network, as the camera or the run asks.
  int width(std::size_t input) const;
  /// The shape that most frames will have, to prepare for; width 0 where only a camera could tell.
  StreamInfo likely() const;
};

/// One per input.
std::vector<Masks> masks_of(const RunConfig& config);

/// Runs frames to completion: decode → scale → infer → crop → classify. One thread at a time.
class SegmentWorker {
 public:
  explicit SegmentWorker(const WorkerTools& tools) : tools_(tools), chain_(tools.models) {}

  /// Makes what the first frame of this size would otherwise have to wait for.
  void prepare(std::size_t input, int frame_width, int frame_height);
  /// The input whose source is open: a schedule lets a worker stay with it.
  std::optional<std::size_t> at() const { return at_; }
  /// Segments of one input. What is wrong with the input is in the reports.
  void run(Work& work, SegmentOutput& output);

 private:
  bool open(Work& work, SegmentOutput& output);
  void segment(const Work& work, std::size_t number, SegmentOutput& output);
  void frames(std::size_t input, std::size_t number, SegmentReport& report, SegmentOutput& output);

  const WorkerTools& tools_;
  FrameChain chain_;
  std::unique_ptr<Source> source_;
  std::optional<std::size_t> at_;
};

}  // namespace mien::runtime
