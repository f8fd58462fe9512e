#pragma once
/// \file Which work on demand a tuned configuration may have: what it saves, and what it misses.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tune/tune.h"

namespace mien::tune {

/// Runs inputs to their end, with expressions and one worker, with `--demand off`, `auto` and `on`,
/// as many as there is time for before `until`; then all of these again in turns: three rounds at
/// least, two where a run takes 3 s. Result: {"choice", "inputs" (those compared), "rounds",
/// "ways":
/// [{"demand", "saves" (share of the CPU time of `off`), "faces", "faces_found", "tracks",
/// "tracks_missed", "longest_missed_s", "sights", "sights_alike", "stays", "stays_alike",
/// "bearable"}]}. The choice is the cheapest that is bearable (DemandLoss); {"reason"} (a sentence)
/// where nothing was compared.
nlohmann::json choose_demand(const Job& winner, const TuneOptions& options, TimeBudget& budget,
                             double until);

/// A line for each way: "--demand on saves 61 % of the CPU time, misses 1 of 212 tracks (0.4 s
/// long) …"; none where nothing was compared.
std::vector<std::string> demand_lines(const nlohmann::json& demand);

}  // namespace mien::tune
