#pragma once
/// \file One step of `mien density`: cameras → job → verdict.

#include <string>
#include <vector>

#include "density/density.h"

namespace mien::density {

constexpr double kHolds = 0.97;         ///< of the target rate, by every camera
constexpr double kSearchesHold = 0.95;  ///< of the searches asked for, by every camera awake
constexpr double kBusy = 0.85;          ///< of the cores: from here on CPU is what lacks

/// `idle`: of each camera, whether it sees nobody (live way).
bench::Job job_for(const DensityOptions& options, const std::vector<bool>& idle);
/// `cameras` of the options' share.
std::vector<bool> idle_cameras(const DensityOptions& options, int cameras);

/// The first rule that does not hold: "latency", "frames" or "searches"; empty: all do.
std::string broken_rule(const DensityOptions& options, const DensityStep& step);

DensityStep judge(const DensityOptions& options, int cameras, const bench::Measurement& run);
nlohmann::json step_json(const DensityStep& step);

/// Runs it. A step that could not be measured has its error; throws Error(input) where an input
/// cannot be read, and what `tools.measure` throws for an interrupt.
DensityStep try_cameras(const DensityOptions& options, const std::vector<bool>& idle,
                        const bench::StudyTools& tools);

}  // namespace mien::density
