#pragma once
/// \file The cameras of a fleet: a compacted topic, a camera a key, its section the value.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/fleet_config.h"

namespace mien::fleet {

/// "mien.cameras"
std::string camera_topic(const config::FleetConfig& config);

struct FleetCamera {
  std::string name, section;
  int partition = 0;
};

/// All of them, by name; none: there is no topic yet. Throws Error where the brokers cannot be
/// reached.
std::optional<std::vector<FleetCamera>> find_cameras(const config::FleetConfig& config);
/// As `find_cameras`; Error where the topic is missing.
std::vector<FleetCamera> list_cameras(const config::FleetConfig& config);
/// Sets (a section) or removes (none) cameras; makes the topic where it is missing. Returns when
/// the brokers have it.
void put_cameras(const config::FleetConfig& config,
                 const std::vector<std::pair<std::string, std::optional<std::string>>>& cameras);

/// A host of the group.
struct FleetHost {
  std::string host, address;
  std::vector<int> partitions;
};
/// Waits while cameras are being shared out, up to two of the group's sessions; then Error(output).
std::vector<FleetHost> list_hosts(const config::FleetConfig& config);

}  // namespace mien::fleet
