#pragma once
/// \file The schedule's shares, for takers that may die before they are done.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "recordings/schedule.h"

namespace mien::recordings {

/// A share, and how much of its first segment was passed on already by a taker that died.
struct Portion {
  Work work;
  std::int64_t frames = 0, decoded = 0;
  /// Of a live input that another taker goes on with: what its clock and count begin at.
  FrameInfo base;
};

/// Hands out shares; what a dead taker leaves is handed out again, first. Thread-safe.
class Shares {
 public:
  Shares(Schedule& schedule, int takers) : schedule_(schedule), takers_(takers) {}

  /// The next share; `previous` is the input that this taker worked on last. Waits while others may
  /// still leave something; nothing when all is done, or `stopped` says so.
  std::optional<Portion> next(std::optional<std::size_t> previous,
                              const std::function<bool()>& stopped);
  /// The share that this taker had is done.
  void finished();
  /// The taker is gone, and left this. False where it was the last taker.
  bool lost(std::optional<Portion> rest);

 private:
  std::optional<Portion> from_schedule(std::unique_lock<std::mutex>& lock,
                                       std::optional<std::size_t> previous);

  Schedule& schedule_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Portion> left_;
  int takers_;
  int in_hand_ = 0;          ///< shares with a taker, those about to be taken included
  bool handed_out_ = false;  ///< the schedule has no more
};

}  // namespace mien::recordings
