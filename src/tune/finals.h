#pragma once
/// \file The last word of a search: the default and the best of it, run again in turns.

#include <nlohmann/json.hpp>
#include <vector>

#include "tune/tune.h"

namespace mien::tune {

struct FinalRuns {
  std::vector<Series> series;  ///< the default first; each has `rounds` runs, or failed
  int rounds = 0;              ///< whole ones
  bool tells() const { return rounds >= bench::kLeastRounds && series.size() > 1; }
};

/// Runs the jobs in turns, five rounds where there is time before `until`, at least three; where
/// there is not, fewer jobs (the last ones are left out), and none but one where two do not fit.
FinalRuns run_finals(std::vector<Job> jobs, TimeBudget& budget, double until);

/// Places in `finals.series`, the winner first. The winner is the fastest whose ratio to the
/// default is above 1 with its whole interval, else the default: a profile is never slower than
/// none. `default_may_win`: false where the default sees too little.
std::vector<std::size_t> placed(const FinalRuns& finals, bool default_may_win);

/// {"rounds", "winner_fps", "runner_up_fps", "default_fps", "ratio", "interval" (winner ÷
/// runner-up), "over_default", "over_default_interval"}; null where the runs do not tell.
nlohmann::json finals_json(const FinalRuns& finals, const std::vector<std::size_t>& places);

}  // namespace mien::tune
