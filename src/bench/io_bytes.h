#pragma once
/// \file What this process and its children have read, and what the whole machine computes, from
/// /proc.

#include <cstdint>
#include <optional>

namespace mien::bench {

struct IoBytes {
  std::int64_t chars = 0;  ///< by read calls, whatever served them (page cache, pipes)
  std::int64_t disk = 0;   ///< from storage
};

/// Of this process, of its children that ended and were waited for, and of those that run. Nothing
/// where the kernel does not count.
std::optional<IoBytes> io_so_far();

/// The most memory that this process has held at once, and the largest of its children that were
/// waited for.
std::int64_t peak_rss();

/// CPU seconds that all CPUs of the machine have spent on programs since its start; nothing where
/// the system does not tell.
std::optional<double> machine_busy_seconds();
/// CPUs that other programs kept busy between two looks at it, `wall_s` apart, in which this one
/// spent `own_s`; nothing where it is not known.
std::optional<double> others_busy(std::optional<double> before, std::optional<double> after,
                                  double own_s, double wall_s);

}  // namespace mien::bench
