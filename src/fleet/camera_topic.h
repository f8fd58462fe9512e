#pragma once
/// \file The cameras of a fleet: a compacted topic (camera_records.h).

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/fleet_config.h"
#include "fleet/camera_records.h"

namespace mien::fleet {

/// "mien.cameras"
std::string camera_topic(const config::FleetConfig& config);

/// All of them, by name; none: there is no topic yet. Throws Error where the brokers cannot be
/// reached, do not have the topic ready, or a stop is asked for.
std::optional<std::vector<FleetCamera>> find_cameras(const config::FleetConfig& config,
                                                     const std::stop_token& stop = {});
/// As `find_cameras`; Error where the topic is missing.
std::vector<FleetCamera> list_cameras(const config::FleetConfig& config,
                                      const std::stop_token& stop = {});
/// As `find_cameras`, of a topic that is made where it is missing, which takes the right to.
std::vector<FleetCamera> open_cameras(const config::FleetConfig& config);
/// Changes the topic, which is there. Returns when the brokers have it; throws Error(output) where
/// they do not take it, or a stop is asked for.
void write_cameras(const config::FleetConfig& config, const CameraChanges& changes,
                   const std::stop_token& stop = {});

/// A host of the group.
struct FleetHost {
  std::string host, address;
  std::vector<int> partitions;
};
/// Waits while cameras are being shared out, up to two of the group's sessions; then Error(output).
std::vector<FleetHost> list_hosts(const config::FleetConfig& config);

}  // namespace mien::fleet
