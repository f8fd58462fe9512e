#pragma once
/// \file The performance snapshot of this process, taken from inside: no rights, no counters
/// needed.

#include <memory>

#include "profile/counters.h"
#include "profile/snapshot.h"

namespace mien::profile {

struct ProfileOptions {
  int hz = 200;  ///< samples per second of CPU time, 1..1000; ≤ 250 keeps the overhead ≤ 2 %
  bool samples = true;  ///< false: times, events and counters only
};

/// Covers the whole process, every thread, also those that start meanwhile; not its child
/// processes. One at a time in a process, where it samples. Calls belong to one thread.
class Profiler {
 public:
  /// Throws Error(usage) for an impossible rate. `calls`: null: the kernel's.
  explicit Profiler(ProfileOptions options, std::shared_ptr<CounterCalls> calls = nullptr);
  ~Profiler();
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  /// Throws Error(usage) where a profile runs already.
  void start();
  /// What happened since `start`; throws Error(internal) without one.
  Snapshot stop();

 private:
  struct Running;
  ProfileOptions options_;
  std::shared_ptr<CounterCalls> calls_;
  std::unique_ptr<Running> running_;
};

}  // namespace mien::profile
