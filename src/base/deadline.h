#pragma once
/// \file A question's time, which everything that answers it on its thread keeps to.

#include <chrono>

#include "mien/error.h"

namespace mien {

/// Thrown where a question takes longer than it may.
class Overdue : public Error {
 public:
  Overdue()
      : Error(ErrorKind::output, "the query", "took too long",
              "ask for a shorter period, or try again later") {}
};

/// While it lives, this thread's long calculations and readings of databases end with Overdue once
/// `time` has passed. Threads without one take their time. Not nested.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Deadline(Clock::time_point end) { end_ = end; }
  ~Deadline() { end_ = Clock::time_point::max(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  static bool passed() { return end_ != Clock::time_point::max() && Clock::now() > end_; }
  /// Throws Overdue where it has passed.
  static void check() {
    if (passed()) throw Overdue();
  }

 private:
  inline static thread_local Clock::time_point end_ = Clock::time_point::max();
};

}  // namespace mien
