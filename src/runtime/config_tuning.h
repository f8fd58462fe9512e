#pragma once
/// \file The section of speed knobs, the same in a configuration and in a tuned profile.

#include "runtime/config_reader.h"

namespace mien::runtime {

/// Throws Error(usage) as ConfigReader does.
void read_tuning(const ConfigReader& reader, const YamlNode& node, Tuning& tuning);

/// yes | no | true | false.
bool read_flag(const ConfigReader& reader, const YamlNode& node);

}  // namespace mien::runtime
