#include "fleet/fleet_holds.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "base/time.h"

namespace mien::fleet {

namespace {

using nlohmann::json;
using oversight::Confirmation;
using oversight::Pause;

constexpr const char* kKey = "fleet";

WallTime time_in(const json& hold, const char* key) {
  const auto time = parse_time(hold.at(key).get<std::string>(), std::chrono::minutes(0));
  if (!time.time) throw std::invalid_argument(time.problem);
  return *time.time;
}

std::optional<Pause> read_pause(const json& hold, const char* key, bool figures_only) {
  const auto found = hold.find(key);
  if (found == hold.end()) return std::nullopt;
  return Pause{found->at("who"), found->at("reason"), time_in(*found, "since"), figures_only};
}

FleetHold read_hold(const json& text) {
  FleetHold hold;
  hold.pause = read_pause(text, "pause", false);
  hold.suspended = read_pause(text, "suspended", true);
  if (const auto found = text.find("confirmed"); found != text.end())
    hold.confirmed = Confirmation{found->at("notice"), found->at("languages"), found->at("who"),
                                  time_in(*found, "at")};
  return hold;
}

json pause_json(const Pause& pause) {
  return {{"who", pause.who}, {"reason", pause.reason}, {"since", rfc3339(pause.since)}};
}

}  // namespace

FleetValue read_fleet_value(const std::string& camera, const std::string& value) {
  json section = json::parse(value, nullptr, false);
  if (!section.is_object() || !section.contains(kKey)) return {value, {}};
  try {
    FleetHold hold = read_hold(section[kKey]);
    section.erase(kKey);
    return {section.dump(), std::move(hold)};
  } catch (const std::exception& error) {
    throw Error(ErrorKind::usage, "camera '" + camera + "' of the fleet",
                std::string("its pause or confirmation cannot be read: ") + error.what(),
                "set it again: mien fleet cameras put");
  }
}

std::string write_fleet_value(const FleetValue& value) {
  const auto& [pause, suspended, confirmed] = value.hold;
  if (!pause && !suspended && !confirmed) return value.section;
  json section = json::parse(value.section);
  if (pause) section[kKey]["pause"] = pause_json(*pause);
  if (suspended) section[kKey]["suspended"] = pause_json(*suspended);
  if (confirmed)
    section[kKey]["confirmed"] = {{"notice", confirmed->notice},
                                  {"languages", confirmed->languages},
                                  {"who", confirmed->who},
                                  {"at", rfc3339(confirmed->at)}};
  return section.dump();
}

bool is_named(const std::vector<std::string>& names, const std::string& camera) {
  return std::ranges::any_of(
      names, [&](const std::string& name) { return name == camera || name == "all"; });
}

void check_in_fleet(const std::vector<FleetCamera>& fleet, const std::string& camera) {
  if (std::ranges::find(fleet, camera, &FleetCamera::name) == fleet.end())
    throw Error(ErrorKind::usage, "camera '" + camera + "'", "the fleet has no such camera",
                "mien fleet cameras list lists them");
}

std::vector<std::string> change_fleet(
    const config::FleetConfig& config, const std::vector<std::string>& names,
    const std::function<bool(const std::string& name, FleetValue&)>& change) {
  const auto known = list_cameras(config);
  for (const std::string& name : names)
    if (name != "all") check_in_fleet(known, name);
  CameraChanges changed;
  std::vector<std::string> done;
  for (const auto& camera : known) {
    if (!is_named(names, camera.name)) continue;
    FleetValue value = read_fleet_value(camera.name, camera.section);
    if (!change(camera.name, value)) continue;
    changed.emplace_back(camera.name, write_fleet_value(value));
    done.push_back(camera.name);
  }
  if (!changed.empty()) write_cameras(config, changed);
  return done;
}

}  // namespace mien::fleet
