#pragma once
/// \file What people decided of a fleet's camera: the topic has it beside the camera's section, so
/// it goes along to whichever host has the camera.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/fleet_config.h"
#include "fleet/camera_topic.h"
#include "oversight/holds.h"

namespace mien::fleet {

struct FleetHold {
  std::optional<oversight::Pause> pause, suspended;  ///< it; its figures alone
  std::optional<oversight::Confirmation> confirmed;

  std::optional<oversight::Pause>& of(bool figures_only) {
    return figures_only ? suspended : pause;
  }
};

/// A camera of the topic, taken apart.
struct FleetValue {
  std::string section;  ///< as a configuration has it, JSON
  FleetHold hold;
};

/// Throws Error(usage) where what stands beside the section is none of these. Pure.
FleetValue read_fleet_value(const std::string& camera, const std::string& value);
/// Throws Error(usage) where something is to stand beside a section that is none.
std::string write_fleet_value(const FleetValue& value);
/// Is its section one, a JSON object, that something can stand beside?
bool takes_hold(const FleetValue& value);
/// The records by which what held `before` becomes what holds now: none of a part that stays as it
/// is. Throws Error(usage) where its section takes none.
CameraChanges changes_of(const FleetCamera& camera, const FleetHold& before, const FleetValue& now);

struct SetAnew {
  CameraChanges changes;
  std::vector<std::string> lost;  ///< of these it cannot be read what people decided: it is gone
};
/// Cameras as `sections` have them; of those that are `known` what people decided is kept: what has
/// a record is not touched, what an earlier version put into the section stays there. Of one that
/// is new nothing holds. Pure.
SetAnew set_anew(const std::vector<FleetCamera>& known,
                 const std::vector<std::pair<std::string, std::string>>& sections);

/// Is the camera among `names`, or "all" of them?
bool is_named(const std::vector<std::string>& names, const std::string& camera);

/// The camera of this name. Throws Error(usage) where the fleet has none.
const FleetCamera& check_in_fleet(const std::vector<FleetCamera>& fleet, const std::string& camera);

/// Changes what is decided of cameras of the topic, by name or "all", of which `change` says that
/// it did; gives their names. Sections stay as they are, whoever writes them meanwhile. Throws
/// Error(usage) for a name that there is not; where a camera cannot be read or written, once the
/// others are.
std::vector<std::string> change_fleet(
    const config::FleetConfig& config, const std::vector<std::string>& names,
    const std::function<bool(const std::string& name, FleetValue&)>& change);

}  // namespace mien::fleet
