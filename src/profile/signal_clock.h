#pragma once
/// \file A SIGPROF a period of CPU time, to every thread: POSIX per-thread CPU timers, no rights
/// needed.

#include <cstdint>
#include <memory>

#include "profile/sample_ring.h"

namespace mien::profile {

/// While it lives, SIGPROF writes samples into `ring`; at most one in the process at a time: a
/// second throws Error(usage). Its handler stays installed afterwards, idle, unless there was one
/// before: a late signal would end the process otherwise. `rescan` and the destructor belong to one
/// thread.
class SignalClock {
 public:
  /// `hz`: 1..1000 samples per CPU second. The kernel looks at these timers on its tick, so at 250
  /// ticks a second no more than that come; each says how many periods it stands for.
  SignalClock(SampleRing& ring, int hz);
  ~SignalClock();
  SignalClock(const SignalClock&) = delete;
  SignalClock& operator=(const SignalClock&) = delete;

  /// Gives a timer to every thread that has none yet, but for the caller, and takes those of ended
  /// threads back. One directory read.
  void rescan();

  int threads_seen() const;
  int threads_refused() const;
  double period_seconds() const;
  std::int64_t signals() const;

  /// Microseconds of CPU time that one signal costs the thread it hits: delivery, handler, return.
  /// Measured by sending some to the calling thread.
  double calibrate();

 private:
  struct Timers;
  std::unique_ptr<Timers> timers_;
};

}  // namespace mien::profile
