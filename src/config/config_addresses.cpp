#include "config/config_addresses.h"

#include <algorithm>

#include "mien/error.h"

#include "base/json.h"
#include "config/cameras.h"

namespace mien::config {

namespace {

constexpr const char *kInput = "input", *kDetect = "detect";

}  // namespace

bool keeps_addresses(const std::string& section, const std::string& camera) {
  const Json body = parse_json(section);
  if (!body.is_object() || body.contains(kInput)) return false;
  const auto detect = body.find(kDetect);
  if (detect != body.end() && detect->is_object() && detect->contains(kInput))
    throw Error(ErrorKind::usage, "camera '" + camera + "', detect.input",
                "has the address of the smaller stream but not of the camera",
                "send input too, or leave out both addresses to keep them");
  return true;
}

std::string with_addresses(const std::string& section, const CameraConfig& known) {
  Json body = parse_json(section);
  if (!body.is_object()) return section;
  body[kInput] = known.input;
  const auto detect = body.find(kDetect);
  if (!known.detect_input.empty() && (detect == body.end() || detect->is_object()))
    body[kDetect][kInput] = known.detect_input;
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string with_known_addresses(const std::string& section, const RunConfig& config,
                                 const std::string& camera) {
  if (!keeps_addresses(section, camera)) return section;
  const CameraConfig* known = camera_named(config, camera);
  return known ? with_addresses(section, *known) : section;
}

void add_addresses(YamlNode& section, const YamlNode& root, const std::string& camera) {
  const YamlNode* cameras = child(root, "cameras");
  const YamlNode* found = cameras ? child(*cameras, camera) : nullptr;
  if (!found) return;
  const YamlNode& known = *found;
  if (const YamlNode* input = child(known, kInput))
    section.entries.insert(section.entries.begin(), {.key = kInput, .value = *input});
  const YamlNode* known_detect = child(known, kDetect);
  const YamlNode* smaller = known_detect ? child(*known_detect, kInput) : nullptr;
  if (!smaller) return;
  auto detect = std::ranges::find(section.entries, kDetect, &YamlEntry::key);
  if (detect == section.entries.end())
    detect =
        section.entries.insert(detect, {.key = kDetect, .value = {.kind = YamlNode::Kind::map}});
  detect->value.entries.push_back({.key = kInput, .value = *smaller});
}

}  // namespace mien::config
