#pragma once
/// \file Answers that are costly to compute (resampling) and change slowly.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "http/http.h"

namespace mien::http {

/// Keeps an answer for twenty times as long as it took, 1 s at least and 60 s at most: many
/// dashboards cost what one does, a twentieth of a core. Thread-safe.
class AnswerCache {
 public:
  using Clock = std::chrono::steady_clock;

  std::string get(const std::string& key, const std::function<std::string()>& compute) {
    const auto begin = Clock::now();
    std::uint64_t cleared = 0;
    {
      std::lock_guard lock(mutex_);
      std::erase_if(kept_, [&](const auto& one) { return one.second.until <= begin; });
      if (const auto found = kept_.find(key); found != kept_.end()) return found->second.text;
      cleared = cleared_;
    }
    std::string text = compute();
    const auto end = Clock::now();
    const auto time = std::clamp<Clock::duration>((end - begin) * 20, std::chrono::seconds(1),
                                                  std::chrono::seconds(60));
    std::lock_guard lock(mutex_);
    if (kept_.size() >= kMost) kept_.clear();
    if (cleared != cleared_) return text;  // computed from what was there before
    kept_[key] = {text, end + time};
    return text;
  }

  /// What they rest on is no longer there.
  void clear() {
    std::lock_guard lock(mutex_);
    kept_.clear();
    ++cleared_;
  }

 private:
  static constexpr std::size_t kMost = 64;
  struct Kept {
    std::string text;
    Clock::time_point until;
  };
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;
  std::uint64_t cleared_ = 0;
};

}  // namespace mien::http
