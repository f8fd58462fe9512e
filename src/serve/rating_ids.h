#pragma once
/// \file Ratings that have an id and no time: sent again, they are the same.

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "audience/time.h"

namespace mien::serve {

/// Remembers when the last ids came first. Thread-safe.
class RatingIds {
 public:
  static constexpr std::size_t kKept = 20'000;

  /// `now`, or the time at which `id` came first.
  audience::WallTime time_of(const std::string& id, audience::WallTime now) {
    std::lock_guard lock(mutex_);
    const auto [found, added] = times_.try_emplace(id, now);
    const audience::WallTime time = found->second;
    if (added) order_.push_back(id);
    if (order_.size() > kKept) {
      times_.erase(order_.front());
      order_.pop_front();
    }
    return time;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, audience::WallTime> times_;
  std::deque<std::string> order_;
};

}  // namespace mien::serve
