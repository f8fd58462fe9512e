#pragma once
/// \file The reading half of a worker: frames to infer, one at a call. Who does the rest, and when,
/// is the approach's business.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/sampler.h"
#include "recordings/group_choice.h"
#include "recordings/schedule.h"
#include "recordings/worker_tools.h"

namespace mien::recordings {

/// Where a frame belongs, and since when it was due.
struct FramePlace {
  std::size_t input = 0, segment = 0;
  double due_ms = 0;  ///< `steady_ms` at which its read began
};

/// Reads the segments of shares of work. One thread at a time.
class SegmentReader {
 public:
  /// `output` hears of decoded frames and finished segments, never of faces. `choice`: of what is
  /// decoded; null: all of it.
  SegmentReader(const WorkerTools& tools, chain::SegmentOutput& output,
                GroupChoice* choice = nullptr)
      : tools_(tools), output_(output), choice_(choice) {}

  /// The input whose source is open: a schedule lets its reader stay with it.
  std::optional<std::size_t> at() const { return at_; }
  /// Takes the next share. Of an input that is no longer there, the segments are reported as lost.
  void begin(Work work);
  /// The next frame of the share that is to be inferred; its planes are valid until the next call,
  /// unless held. False where the share is used up or the run was stopped; then every segment begun
  /// has been reported.
  bool read(Frame& frame, FramePlace& place);
  std::shared_ptr<const void> hold(Frame& frame) { return source_->hold(frame); }

  /// Of the segment of the frame read last, until the next call. It has what reading costs; who
  /// works on the frame adds the rest (times, cpu_ms, latency, frames_inferred).
  chain::SegmentReport& report() { return report_; }
  /// Frames to infer per second of the segment of the frame read last; 0: not known.
  double rate() const { return rate_; }
  /// The segment of the frame read last cannot go on.
  void give_up(const std::string& why) { report_.error = why; }

 private:
  bool open();
  void start();
  bool next_part();
  void pass_over(const SegmentPart& part);
  bool pull(Frame& frame, FramePlace& place);
  void begins_at(double seconds);
  void count(const Frame& frame);
  void count_skipped();
  void finish();
  std::vector<std::string> new_notes();
  double cpu_since_mark();

  const WorkerTools& tools_;
  chain::SegmentOutput& output_;
  GroupChoice* choice_;
  std::unique_ptr<Source> source_;
  std::unordered_set<std::string> told_;  ///< its notes that were reported
  std::optional<std::size_t> at_;
  Work work_;                           ///< its `first` is the next segment to begin
  std::optional<std::size_t> segment_;  ///< begun
  std::deque<SegmentPart> parts_;       ///< of that segment, not begun yet
  bool reading_ = false;                ///< a part that is decoded has begun
  std::int64_t part_index_ = 0;         ///< of the part's first frame in the segment
  std::int64_t passed_over_ = 0;        ///< frames of the segment in parts that are not decoded
  std::optional<Sampler> sampler_;
  chain::SegmentReport report_;
  std::int64_t damaged_before_ = 0, skipped_before_ = 0;
  std::int64_t next_index_ = 0;  ///< of the segment's frame after the last one decoded
  double frame_seconds_ = 0, wished_fps_ = 0, rate_ = 0;
  double cpu_mark_ms_ = 0;
};

}  // namespace mien::recordings
