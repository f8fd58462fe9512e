#pragma once
/// \file Who works on what: inputs are spread over workers, long ones are cut and shared.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "mien/stages.h"

namespace mien::recordings {

/// Neighbouring segments of one input, for one worker. `source` is there where this worker is the
/// one that opened it.
struct Work {
  std::size_t input = 0;
  std::size_t first = 0, last = 0;  ///< segments first ≤ i < last
  std::vector<Segment> segments;    ///< those
  std::unique_ptr<Source> source;
};

/// Hands out work; a worker stays with its input while there is any, then takes a new input, then
/// helps where most is left. Later shares are smaller, so that all workers end together.
/// Thread-safe.
class Schedule {
 public:
  using Open = std::function<std::unique_ptr<Source>(std::size_t input)>;
  using Failed = std::function<void(std::size_t input, const std::string& why)>;
  using Planned = std::function<void(std::size_t input, const StreamInfo&, std::size_t segments)>;

  /// `open`, `planned`, `failed` are called without the schedule's lock, by the worker that takes
  /// the input.
  Schedule(std::size_t inputs, int workers, Open open, Planned planned, Failed failed);

  /// The next share; `previous` is the input that this worker worked on last. Blocks while another
  /// worker is opening an input that may bring work; nothing when all is handed out or `stop` was
  /// called.
  std::optional<Work> next(std::optional<std::size_t> previous);

  /// No more work is handed out.
  void stop();

 private:
  struct Input {
    std::vector<Segment> segments;
    std::size_t taken = 0;
    std::size_t left() const { return segments.size() - taken; }
  };

  std::optional<std::size_t> busiest() const;
  Work take(std::size_t input);
  std::optional<Work> plan(std::unique_lock<std::mutex>& lock);

  const int workers_;
  Open open_;
  Planned planned_;
  Failed failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Input> inputs_;
  std::size_t unopened_ = 0;  ///< the next input to open
  int opening_ = 0;
  bool stopped_ = false;
};

}  // namespace mien::recordings
