#pragma once
/// \file What the snapshot itself costs, measured: the same work with the sampler and without it.

#include <nlohmann/json.hpp>

#include "bench/study.h"

namespace mien::bench {

/// Runs `job` in turns with and without the profile, `pairs` times each for `seconds`: {"value":
/// CPU time a frame with ÷ without, less 1, "interval": [low, high] (95 %, bootstrap over pairs),
/// "pairs"}. It can be negative: then it is lost in the machine's noise. Null where a run failed.
nlohmann::json measured_overhead(Job job, int pairs, double seconds, const StudyTools& tools);

}  // namespace mien::bench
