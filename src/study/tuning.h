#pragma once
/// \file tune.json and density.json: the configurations tried, and how many cameras the machine
/// carries.

#include "study/node.h"

namespace mien::study {

/// {maps: heat maps of two settings, trials, shown, winner, yaml}. `yaml` is the text of best.yaml.
/// Throws Error(input) that names the key where a value is broken.
json tuning_json(const Node&, const std::string& yaml);

/// The contract's object with its steps. Throws as tuning_json does.
json density_json(const Node&);

}  // namespace mien::study
