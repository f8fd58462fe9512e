#pragma once
/// \file The time that a study was given: what of it is left, and what still fits.

#include "bench/study.h"

namespace mien::bench {

/// Seconds of a clock that never jumps; tests have one of their own.
using Clock = std::function<double()>;

class TimeBudget {
 public:
  static constexpr double kEndless = 0;

  /// Begins now. `seconds`: of the whole study; kEndless: whatever it takes.
  TimeBudget(double seconds, const StudyTools& tools, Clock clock);

  double elapsed() const { return clock_() - begin_; }
  double whole() const { return seconds_; }  ///< infinite where there is no end
  double left() const { return seconds_ - elapsed(); }
  /// What a measurement of `seconds` takes with its start, as the starts so far were.
  double cost(double seconds) const { return seconds + start_up_; }
  /// Whether a measurement would be over before `until` seconds of the study.
  bool fits(double seconds, double until) const { return elapsed() + cost(seconds) <= until; }
  /// How long each of `count` measurements may be where all are to be over before `until`.
  double each(std::size_t count, double until) const;

  /// Progress: the share of the time that has passed; `share`, where there is no end.
  void say(const std::string& what, double share) const;
  /// As `measure_once`; what outlasts the study by far is ended and fails.
  /// `until`: seconds of a study with an end after which that happens; 0: near its end.
  void measure(Series& series, double until = 0);

 private:
  double seconds_;
  const StudyTools& tools_;
  Clock clock_;
  double begin_, start_up_;
};

}  // namespace mien::bench
