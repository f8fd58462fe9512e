#pragma once
/// \file Which work on demand a tuned configuration may have: what it saves, and what it misses.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tune/tune.h"

namespace mien::tune {

/// Runs the first seconds of the inputs with expressions and one worker, with `--demand off`, then
/// `auto` and `on`: as many inputs as there is time for before `until`. Result: {"choice",
/// "recordings", "seconds" (of footage), "ways": [{"demand", "saves" (share of the CPU time),
/// "faces", "faces_found", "tracks", "tracks_missed", "longest_missed_s", "sights", "sights_alike",
/// "stays", "stays_alike", "bearable"}]}. The choice is the cheapest that is bearable (DemandLoss).
/// Null where the configuration cannot work on demand or there is no time; {"error"} where a run
/// failed.
nlohmann::json choose_demand(const Job& winner, const TuneOptions& options, TimeBudget& budget,
                             double until);

/// A line for each way: "--demand on saves 61 % of the CPU time, misses 1 of 212 tracks (0.4 s
/// long) …"; none where nothing was compared.
std::vector<std::string> demand_lines(const nlohmann::json& demand);

}  // namespace mien::tune
