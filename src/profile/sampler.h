#pragma once
/// \file The sampler: a clock that signals, and a thread that reads.

#include <optional>
#include <thread>

#include "profile/signal_clock.h"
#include "profile/snapshot.h"
#include "profile/tally.h"

namespace mien::profile {

/// Samples every thread of the process but its own, also those that start later: they are found
/// within 20 ms, or 100 ms where looking so often would cost more than 0.5 % of the process's CPU
/// time. One at a time in the process.
class ThreadSampler {
 public:
  explicit ThreadSampler(int hz);
  ~ThreadSampler();
  ThreadSampler(const ThreadSampler&) = delete;
  ThreadSampler& operator=(const ThreadSampler&) = delete;

  /// Ends the sampling. Call once.
  void stop();

  /// After `stop`.
  SampleTally& tally() { return tally_; }
  double period_seconds() const { return period_; }
  /// `cpu_seconds` of the process meanwhile, the sampler's own included.
  Overhead overhead(double cpu_seconds) const;

 private:
  void read(const std::stop_token& stop);

  SampleRing ring_;
  std::optional<SignalClock> clock_;
  SampleTally tally_;
  double period_ = 0, signal_us_ = 0, reader_seconds_ = 0;
  Overhead counts_;
  std::jthread reader_;  // last: it uses the others
};

}  // namespace mien::profile
