#pragma once
/// \file The sections of speed knobs, the same in a configuration and in a tuned profile.

#include <string>

#include "config/config_reader.h"

namespace mien::config {

/// Throws Error(usage) as ConfigReader does.
void read_tuning(const ConfigReader& reader, const YamlNode& node, Tuning& tuning);

/// `demand`, in both files alike.
void read_demand(const ConfigReader& reader, const YamlNode& node, DemandConfig& demand);

/// All of the work, as one word for it says: "off", "auto", "on". Throws Error(usage).
DemandConfig demand_of(const std::string& word);

/// yes | no | true | false.
bool read_flag(const ConfigReader& reader, const YamlNode& node);

}  // namespace mien::config
