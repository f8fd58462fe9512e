#pragma once
/// \file Latency percentiles in fixed memory.

#include <array>
#include <cstdint>
#include <span>

#include "mien/summary.h"

namespace mien {

/// Counts of durations in buckets 5 % apart, from 1 µs to over a day: percentiles are within 2.5 %.
/// Fixed size, no allocation. Not thread-safe; merge per-thread ones.
class Histogram {
 public:
  void add(double ms);
  void merge(const Histogram& other);
  /// Nearest rank: the least sample that `share` (0..1) of all do not exceed; 0 without samples.
  double percentile(double share) const;
  Percentiles percentiles() const { return {percentile(0.50), percentile(0.95), percentile(0.99)}; }
  std::uint64_t count() const { return count_; }

  /// For sending one elsewhere: counts by bucket, and adding `samples` to one of them (<
  /// buckets().size()).
  std::span<const std::uint64_t> buckets() const { return buckets_; }
  void add_to_bucket(std::size_t bucket, std::uint64_t samples) {
    buckets_.at(bucket) += samples;
    count_ += samples;
  }

 private:
  std::array<std::uint64_t, 520> buckets_{};
  std::uint64_t count_ = 0;
};

}  // namespace mien
