#pragma once
/// \file Frames that many threads finish in any order, back in order.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "recordings/worker_tools.h"

namespace mien::recordings {

/// What one frame came to.
struct FrameOutcome {
  FrameResult result;
  StageTimes times;   ///< CPU ms, without its decoding
  double cpu_ms = 0;  ///< the same, all told
  double latency_ms = 0;
  std::string error;  ///< not empty: the frame has no result, and its segment cannot go on
};

/// Between a reader, which announces frames and the ends of segments in the order of the stream,
/// and the workers, which finish frames as they can: `output` gets frames in order within a
/// segment, and each segment's report, with what its frames came to added, after its last frame.
/// Thread-safe; `output` is called by one thread at a time, the one that brings what is next, and
/// without a lock that keeps others from bringing theirs.
class FrameOrder final : public chain::SegmentOutput {
 public:
  explicit FrameOrder(chain::SegmentOutput& output) : output_(output) {}

  /// The reader's next frame. Its number, for `finish`, which each frame needs once.
  std::int64_t expect(std::size_t input, std::size_t segment);
  /// Throws what `output` throws; after that nothing goes out any more.
  void finish(std::int64_t number, FrameOutcome outcome);

  /// After the work: sends what a stopped run has; frames that nobody finished are left out, and
  /// the reports of their segments say so (`cut`, `media_seconds`).
  void flush();
  /// Nothing that was announced waits to be sent.
  bool empty();

  // As the reader's output.
  void decoded(std::size_t input) override { output_.decoded(input); }
  void frame(std::size_t input, std::size_t segment, FrameResult& result) override;
  /// The segment's end; `report` has what reading it came to.
  void done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) override;

 private:
  struct Entry {
    std::size_t input, segment;
    bool ready = false;
    FrameOutcome outcome;                          ///< of a frame
    std::unique_ptr<chain::SegmentReport> report;  ///< of a segment's end; none: a frame
    bool unfinished = false;  ///< a segment's end: frames before it were left out
  };

  void send();
  void send(Entry& entry);
  void cut(const Entry& unfinished);
  void end_at_last_sent(chain::SegmentReport& report) const;

  chain::SegmentOutput& output_;
  std::mutex mutex_;
  std::deque<Entry> entries_;  ///< announced and not sent, in order
  std::int64_t sent_ = 0;      ///< entries that are no longer in `entries_`
  bool sending_ = false;       ///< some thread sends; it also takes what becomes ready meanwhile
  chain::SegmentReport sum_;   ///< of the frames sent since the last end; belongs to who sends
  double sent_s_ = -1;         ///< stream time of the last of them; below 0: there was none
};

}  // namespace mien::recordings
