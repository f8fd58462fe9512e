#pragma once
/// \file The schedule's shares, for takers that may die before they are done.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "recordings/schedule.h"

namespace mien::recordings {

/// Takers that may die on the same piece of work: after that many it is given up.
inline constexpr int kMostDeaths = 2;

/// A share, and how much of its first segment was passed on already by a taker that died.
struct Portion {
  Work work;
  std::int64_t frames = 0, decoded = 0;
  /// Of a live input that another taker goes on with: what its clock and count begin at.
  FrameInfo base;
  bool live = false;  ///< a live input: it cannot wait
  int deaths = 0;     ///< of takers, in the segment that is its first one now
};

/// What the end of a taker comes to.
struct LostShare {
  std::vector<Portion> given_up;  ///< nobody takes these again; `deaths`: all those on the input
  bool none_left = false;         ///< it was the last taker, and there is work left
};

/// Hands out shares; what a dead taker leaves is handed out again, first, until kMostDeaths have
/// died on it. Work of an input that is likely to kill waits until all else is done: of one of
/// which something was given up, and of each that has killed where a single taker is left.
/// Thread-safe.
class Shares {
 public:
  Shares(Schedule& schedule, int takers) : schedule_(schedule), takers_(takers) {}

  /// The next share; `previous` is the input that this taker worked on last. Waits while others may
  /// still leave something; nothing when all is done, or `stopped` says so.
  std::optional<Portion> next(std::optional<std::size_t> previous,
                              const std::function<bool()>& stopped);
  /// The share that this taker had is done.
  void finished();
  /// The taker is gone, and left this.
  LostShare lost(std::optional<Portion> rest);

 private:
  bool waits(const Portion& share) const;
  std::optional<Portion> take_left();
  void leave(Portion rest, LostShare& loss);
  std::optional<Portion> from_schedule(std::unique_lock<std::mutex>& lock,
                                       std::optional<std::size_t> previous);

  Schedule& schedule_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Portion> left_;
  std::map<std::size_t, int> deaths_;  ///< by input
  std::set<std::size_t> given_up_;     ///< inputs of which something was
  int takers_;
  int in_hand_ = 0;          ///< shares with a taker, those about to be taken included
  bool handed_out_ = false;  ///< the schedule has no more
};

}  // namespace mien::recordings
