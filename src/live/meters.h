#pragma once
/// \file Rates over the last seconds, latencies over the last minute.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/histogram.h"

namespace mien::live {

/// How fast a count grows. One thread at a time.
class RateMeter {
 public:
  static constexpr double kWindowMs = 5000;

  void sample(double count, double now) {
    samples_.push_back({now, count});
    while (samples_.size() > 2 && now - samples_[1].ms >= kWindowMs) samples_.pop_front();
  }
  /// Per second, over about `kWindowMs`; 0 while not known.
  double rate() const {
    if (samples_.size() < 2) return 0;
    const double ms = samples_.back().ms - samples_.front().ms;
    return ms > 0 ? (samples_.back().count - samples_.front().count) / ms * 1e3 : 0;
  }

 private:
  struct Sample {
    double ms, count;
  };
  std::deque<Sample> samples_;
};

/// Percentiles of what was added within the last minute (in steps of ten seconds). One thread at a
/// time.
class LatencyWindow {
 public:
  void add(double ms, double now) {
    turn(now);
    slots_[slot(now) % slots_.size()].add(ms);
  }
  Percentiles percentiles(double now) {
    turn(now);
    Histogram all;
    for (const Histogram& each : slots_) all.merge(each);
    return all.percentiles();
  }

 private:
  static constexpr double kSlotMs = 10'000;
  static std::int64_t slot(double now) { return static_cast<std::int64_t>(now / kSlotMs); }

  void turn(double now) {
    const auto size = static_cast<std::int64_t>(slots_.size());
    const std::int64_t current = slot(now);
    for (std::int64_t i = std::max(newest_ + 1, current - size + 1); i <= current; ++i)
      slots_[static_cast<std::size_t>(i) % slots_.size()] = {};
    newest_ = std::max(newest_, current);
  }

  std::array<Histogram, 6> slots_;
  std::int64_t newest_ = -1;
};

}  // namespace mien::live
