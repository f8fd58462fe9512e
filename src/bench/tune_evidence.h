#pragma once
/// \file What speaks for a tuned configuration: its trials, what each change brought, best.yaml.

#include <nlohmann/json.hpp>

#include "bench/tune.h"

namespace mien::bench {

nlohmann::json trial_json(const Trial& trial);

/// From one configuration to another, setting by setting: a list of {"change", "fps", "gain"}, the
/// first being the start. Settings that do not go together with the rest are taken over in one
/// step.
nlohmann::json measure_changes(const Job& from, const Job& to, double seconds,
                               const StudyTools& tools);

/// The profile's text with the evidence of a search's result as comments.
std::string best_yaml(const nlohmann::json& result, const Job& winner);

}  // namespace mien::bench
