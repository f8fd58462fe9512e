#pragma once
/// \file What speaks for a tuned configuration: its trials, what each change brought, best.yaml.

#include <nlohmann/json.hpp>

#include "tune/tune.h"

namespace mien::tune {

nlohmann::json trial_json(const Trial& trial);

/// From one configuration to another, setting by setting: a list of {"change", "fps", "gain"}, the
/// first being the start; empty where the budget has no time for it. Settings that do not go
/// together with the rest are taken over in one step.
/// `until`: second of the study at which it is to be over.
nlohmann::json measure_changes(const Job& from, const Job& to, const TimeBudget& budget,
                               double until, const StudyTools& tools);

/// The same in one step, of figures that are known.
nlohmann::json one_change(const Trial& from, const Trial& to, double gain);

/// A search's result in a sentence: who is faster than the default by how much, or that the default
/// is best here and why. `error`: the first of what failed, for where there is no winner.
std::string finding_of(const nlohmann::json& result, const std::string& error);

/// The profile's text with the evidence of a search's result as comments.
std::string best_yaml(const nlohmann::json& result, const Job& winner);

}  // namespace mien::tune
