#pragma once
/// \file A group of hosts that share cameras.

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mien/config.h"

namespace mien::config {

struct FleetConfig {
  KafkaConfig kafka;
  std::string group = "mien-cameras";
  std::string host;             ///< this one's name in the group; empty: the machine's
  double session_seconds = 10;  ///< a host that is silent for so long has lost its cameras
};

/// As mien::load_config, for `mien fleet` and `mien serve --fleet`.
FleetConfig load_fleet_config(const std::filesystem::path& file,
                              const std::map<std::string, std::string>& environment);

/// A camera's section, JSON, where its secrets are not: something stands in for them. Throws
/// Error(usage) as load_config does.
CameraConfig camera_of_section(const std::string& name, const std::string& section);

/// The sections under `cameras` of a configuration, each as JSON, secrets by reference as they are
/// written there. Throws Error(usage) where one would be refused.
std::vector<std::pair<std::string, std::string>> camera_sections(const std::filesystem::path& file);

}  // namespace mien::config
