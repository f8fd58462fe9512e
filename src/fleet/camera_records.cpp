#include "fleet/camera_records.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace mien::fleet {

namespace {

using nlohmann::json;

constexpr char kSeparator = '\x1f';
constexpr const char* kHeldIn = "fleet";  ///< a member of the section

/// None: it is a section's key.
std::optional<HoldPart> part_in(std::string_view key) {
  for (const HoldPart part : kHoldParts) {
    const std::string_view name = name_of(part);
    if (key.size() > name.size() && key.ends_with(name) &&
        key[key.size() - name.size() - 1] == kSeparator)
      return part;
  }
  return std::nullopt;
}

/// A part's own record says what is so, whatever the section has of it.
std::string together(const std::string& text, const std::map<HoldPart, std::string>& parts) {
  if (parts.empty()) return text;
  json section = json::parse(text, nullptr, false);
  if (!section.is_object()) return text;
  json& held = section[kHeldIn];
  if (held.is_null()) held = json::object();
  if (!held.is_object()) return text;  // whoever reads it says that it is wrong
  for (const auto& [part, value] : parts) {
    json own = json::parse(value, nullptr, false);
    if (own.is_null())
      held.erase(std::string(name_of(part)));
    else
      held[std::string(name_of(part))] = own.is_discarded() ? json(value) : std::move(own);
  }
  if (held.empty()) section.erase(kHeldIn);
  return section.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string_view name_of(HoldPart part) {
  constexpr std::string_view kNames[] = {"pause", "suspended", "confirmed"};
  return kNames[static_cast<int>(part)];
}

std::string hold_key(const std::string& camera, HoldPart part) {
  return camera + kSeparator + std::string(name_of(part));
}

std::string_view camera_of(std::string_view key) {
  const auto part = part_in(key);
  return key.substr(0, part ? key.size() - name_of(*part).size() - 1 : key.size());
}

// The section first: a camera is never seen without its pause.
CameraChanges removal_of(const FleetCamera& camera) {
  CameraChanges gone{{camera.name, std::nullopt, camera.partition}};
  for (const HoldPart part : kHoldParts)
    gone.push_back({hold_key(camera.name, part), std::nullopt, camera.partition});
  return gone;
}

CameraRecords::Heard CameraRecords::hear(std::string_view key, std::optional<std::string> value,
                                         int partition) {
  const auto part = part_in(key);
  const std::string camera(camera_of(key));
  const auto known = known_.try_emplace({camera, partition}).first;
  auto& [section, parts] = known->second;
  const bool was = section.has_value();
  if (!part) {
    section = std::move(value);
  } else if (value) {
    parts[*part] = std::move(*value);
  } else {
    parts.erase(*part);
  }
  if (!section && parts.empty()) known_.erase(known);
  return {camera, was};
}

std::optional<FleetCamera> CameraRecords::find(const std::string& camera) const {
  for (auto one = known_.lower_bound({camera, std::numeric_limits<int>::min()});
       one != known_.end() && one->first.first == camera; ++one)
    if (one->second.section) return camera_in(*one);
  return std::nullopt;
}

std::vector<FleetCamera> CameraRecords::all() const {
  std::vector<FleetCamera> all;
  for (const auto& one : known_)
    if (one.second.section && (all.empty() || all.back().name != one.first.first))
      all.push_back(camera_in(one));
  return all;
}

FleetCamera CameraRecords::camera_in(const Places::value_type& place) {
  const auto& [section, parts] = place.second;
  FleetCamera one{place.first.first, together(*section, parts), place.first.second};
  for (const auto& [part, value] : parts) one.kept_apart.push_back(part);
  return one;
}

}  // namespace mien::fleet
