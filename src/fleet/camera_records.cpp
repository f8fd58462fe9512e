#include "fleet/camera_records.h"

#include <algorithm>
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
  Known& known = known_[camera];
  const bool was = known.section.has_value();
  if (!part) {
    known.section = std::move(value);
    known.partition = partition;
  } else if (value) {
    known.parts[*part] = std::move(*value);
  } else {
    known.parts.erase(*part);
  }
  if (!known.section && known.parts.empty()) known_.erase(camera);
  return {camera, was};
}

std::optional<FleetCamera> CameraRecords::find(const std::string& camera) const {
  const auto found = known_.find(camera);
  if (found == known_.end() || !found->second.section) return std::nullopt;
  const Known& known = found->second;
  FleetCamera one{camera, together(*known.section, known.parts), known.partition};
  for (const auto& [part, value] : known.parts) one.kept_apart.push_back(part);
  return one;
}

std::vector<FleetCamera> CameraRecords::all() const {
  std::vector<FleetCamera> all;
  for (const auto& [name, known] : known_)
    if (auto camera = find(name)) all.push_back(std::move(*camera));
  return all;
}

}  // namespace mien::fleet
