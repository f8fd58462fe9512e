#pragma once
/// \file The risks of a deployment, and what the program does against each as it is configured now.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mien/config.h"

#include "notice/instructions.h"

namespace mien::notice {

/// What stands against a risk.
struct RiskMeasure {
  std::string what;
  std::string setting;   ///< its key in the configuration; empty: it is always so
  nlohmann::json value;  ///< as configured
  std::string now;       ///< the same in words
  std::string weakened;  ///< how this value weakens it; empty: it does not
};

struct Risk {
  std::string id;  ///< for machines: "wrong-estimate"
  std::string article, name, cause;
  std::vector<std::string> touched;  ///< whom
  std::vector<RiskMeasure> measures;
  std::string residual;  ///< what is left
};

/// Those that this configuration can have. Pure.
std::vector<Risk> risks_of(const RunConfig& config, const BuildFacts& build);

/// Is an expression estimated at all?
inline bool estimates(const RunConfig& config) { return config.emotion != "none"; }

/// "staff_zones: 2 of 3 cameras": the setting and its value, or that it is always so. Pure.
std::string state_of(const RiskMeasure& measure);

}  // namespace mien::notice
