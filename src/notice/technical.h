#pragma once
/// \file The parts of the technical file (technical_file.cpp). Pure.

#include <nlohmann/json.hpp>
#include <vector>

#include "mien/config.h"

#include "notice/instructions.h"

namespace mien::notice::technical {

// Tables of what the configuration says, and the same for machines: a pair of {"table", "facts"}.
nlohmann::json cameras(const RunConfig& config);
nlohmann::json receivers(const RunConfig& config);
nlohmann::json tokens(const RunConfig& config);
nlohmann::json kept(const RunConfig& config);
nlohmann::json models(const RunConfig& config, const BuildFacts& build);
nlohmann::json work(const RunConfig& config);
nlohmann::json computer(const BuildFacts& build);

/// Annex IV, point 1: what the system is, for whom, with what.
std::vector<nlohmann::json> general(const RunConfig& config, const BuildFacts& build);
/// Point 2: how it was made, and how it works.
std::vector<nlohmann::json> design(const RunConfig& config, const BuildFacts& build);
/// Points 3 to 9: in use.
std::vector<nlohmann::json> in_use(const RunConfig& config, const BuildFacts& build);

}  // namespace mien::notice::technical
