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
                "set it again (mien fleet cameras put), then pause or confirm it anew");
  }
}

bool takes_hold(const FleetValue& value) {
  return json::parse(value.section, nullptr, false).is_object();
}

std::string write_fleet_value(const FleetValue& value) {
  const auto& [pause, suspended, confirmed] = value.hold;
  if (!pause && !suspended && !confirmed) return value.section;
  json section = json::parse(value.section, nullptr, false);
  if (!section.is_object())
    throw Error(ErrorKind::usage, "a camera of the fleet", "its section is no JSON object",
                "set it again: mien fleet cameras put");
  if (pause) section[kKey]["pause"] = pause_json(*pause);
  if (suspended) section[kKey]["suspended"] = pause_json(*suspended);
  if (confirmed)
    section[kKey]["confirmed"] = {{"notice", confirmed->notice},
                                  {"languages", confirmed->languages},
                                  {"who", confirmed->who},
                                  {"at", rfc3339(confirmed->at)}};
  return section.dump();
}

SetAnew set_anew(const std::vector<FleetCamera>& known,
                 const std::vector<std::pair<std::string, std::string>>& sections) {
  SetAnew anew;
  for (const auto& [name, section] : sections) {
    FleetValue value{section, {}};
    if (const auto was = std::ranges::find(known, name, &FleetCamera::name); was != known.end()) {
      try {
        value.hold = read_fleet_value(name, was->section).hold;
      } catch (const Error&) {
        anew.lost.push_back(name);
      }
    }
    anew.cameras.emplace_back(name, write_fleet_value(value));
  }
  return anew;
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
  std::optional<Error> trouble;
  for (const auto& camera : known) {
    if (!is_named(names, camera.name)) continue;
    try {
      FleetValue value = read_fleet_value(camera.name, camera.section);
      if (!change(camera.name, value)) continue;
      changed.emplace_back(camera.name, write_fleet_value(value));
      done.push_back(camera.name);
    } catch (const Error& error) {
      trouble = error;
    }
  }
  if (!changed.empty()) write_cameras(config, changed);
  if (trouble) throw *trouble;
  return done;
}

}  // namespace mien::fleet
