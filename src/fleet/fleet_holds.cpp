#include "fleet/fleet_holds.h"

#include <algorithm>
#include <iterator>
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
  if (!text.is_object()) throw std::invalid_argument("it is not a JSON object");
  FleetHold hold;
  hold.pause = read_pause(text, "pause", false);
  hold.suspended = read_pause(text, "suspended", true);
  if (const auto found = text.find("confirmed"); found != text.end())
    hold.confirmed = Confirmation{found->at("notice"), found->at("languages"), found->at("who"),
                                  time_in(*found, "at")};
  return hold;
}

json pause_json(const std::optional<Pause>& pause) {
  if (!pause) return {};
  return {{"who", pause->who}, {"reason", pause->reason}, {"since", rfc3339(pause->since)}};
}

json part_json(const FleetHold& hold, HoldPart part) {
  const auto& [pause, suspended, confirmed] = hold;
  if (part == HoldPart::pause) return pause_json(pause);
  if (part == HoldPart::suspended) return pause_json(suspended);
  if (!confirmed) return {};
  return {{"notice", confirmed->notice},
          {"languages", confirmed->languages},
          {"who", confirmed->who},
          {"at", rfc3339(confirmed->at)}};
}

/// Something can stand beside it.
json section_in(const FleetValue& value) {
  json section = json::parse(value.section, nullptr, false);
  if (section.is_object()) return section;
  throw Error(ErrorKind::usage, "a camera of the fleet", "its section is not a JSON object",
              "set it again: mien fleet cameras put");
}

void forget(FleetHold& hold, HoldPart part) {
  if (part == HoldPart::pause) hold.pause.reset();
  if (part == HoldPart::suspended) hold.suspended.reset();
  if (part == HoldPart::confirmed) hold.confirmed.reset();
}

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
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
  json section = section_in(value);
  for (const HoldPart part : kHoldParts)
    if (json own = part_json(value.hold, part); !own.is_null())
      section[kKey][std::string(name_of(part))] = std::move(own);
  return text_of(section);
}

CameraChanges changes_of(const FleetCamera& camera, const FleetHold& before,
                         const FleetValue& now) {
  (void)section_in(now);
  CameraChanges changes;
  for (const HoldPart part : kHoldParts)
    if (const json own = part_json(now.hold, part); own != part_json(before, part))
      changes.push_back({hold_key(camera.name, part), text_of(own), camera.partition});
  return changes;
}

SetAnew set_anew(const std::vector<FleetCamera>& known,
                 const std::vector<std::pair<std::string, std::string>>& sections) {
  SetAnew anew;
  for (const auto& [name, section] : sections) {
    FleetValue value{section, {}};
    const auto found = std::ranges::find(known, name, &FleetCamera::name);
    const FleetCamera was = found == known.end() ? FleetCamera{.name = name} : *found;
    try {
      value.hold = read_fleet_value(name, was.section).hold;
      for (const HoldPart part : was.kept_apart) forget(value.hold, part);
    } catch (const Error&) {
      anew.lost.push_back(name);
      for (const HoldPart part : was.kept_apart)
        anew.changes.push_back({hold_key(name, part), std::string(kNoHold), was.partition});
    }
    // What was decided of one of this name as it was removed came too late, and is not of this one.
    if (found == known.end())
      for (const HoldPart part : kHoldParts)
        anew.changes.push_back({hold_key(name, part), std::string(kNoHold), was.partition});
    anew.changes.push_back({name, write_fleet_value(value), was.partition});
  }
  return anew;
}

bool is_named(const std::vector<std::string>& names, const std::string& camera) {
  return std::ranges::any_of(
      names, [&](const std::string& name) { return name == camera || name == "all"; });
}

const FleetCamera& check_in_fleet(const std::vector<FleetCamera>& fleet,
                                  const std::string& camera) {
  const auto found = std::ranges::find(fleet, camera, &FleetCamera::name);
  if (found == fleet.end())
    throw Error(ErrorKind::usage, "camera '" + camera + "'", "the fleet has no such camera",
                "mien fleet cameras list lists them");
  return *found;
}

std::vector<std::string> change_fleet(
    const config::FleetConfig& config, const std::vector<std::string>& names,
    const std::function<bool(const std::string& name, FleetValue&)>& change) {
  const auto known = list_cameras(config);
  for (const std::string& name : names)
    if (name != "all") (void)check_in_fleet(known, name);
  CameraChanges changed;
  std::vector<std::string> done;
  std::optional<Error> trouble;
  for (const auto& camera : known) {
    if (!is_named(names, camera.name)) continue;
    try {
      FleetValue value = read_fleet_value(camera.name, camera.section);
      const FleetHold before = value.hold;
      if (!change(camera.name, value)) continue;
      std::ranges::move(changes_of(camera, before, value), std::back_inserter(changed));
      done.push_back(camera.name);
    } catch (const Error& error) {
      trouble = error;
    }
  }
  if (!changed.empty()) write_cameras(config, changed);
  if (trouble) throw Error(*trouble);
  return done;
}

}  // namespace mien::fleet
