#pragma once
/// \file Keys of a configuration that the command at hand takes no notice of.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"

#include "yaml/yaml.h"

namespace mien::config {

/// Adds each key below `node` with those above it, except names that the user gives to shapes.
/// Pure.
void add_keys(const YamlNode& node, const std::vector<std::string>& above,
              std::vector<std::vector<std::string>>& keys);

/// What `command` ("run" or "serve") takes no notice of in a configuration or a profile, a line for
/// each reason, that names the keys: "live, cameras.aisle.sleep: ignored by 'mien run' (they are
/// for live cameras)". A section of which nothing is used is named once. Pure.
std::vector<std::string> unused_keys(const RunConfig& config, std::string_view command);

/// Where the file has names that others check.
void add_places(const YamlNode& root, const std::string& file, decltype(RunConfig::places)& places);

}  // namespace mien::config
