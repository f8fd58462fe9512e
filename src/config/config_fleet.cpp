#include <nlohmann/json.hpp>
#include <set>

#include "config/config_receivers.h"
#include "config/config_sections.h"
#include "config/fleet_config.h"

namespace mien::config {

namespace {

struct FleetDraft {
  FleetConfig fleet;
  SinksConfig sinks;
};

constexpr ConfigKey<FleetDraft> kFleetKeys[] = {
    {"kafka",
     [](const ConfigReader& r, const YamlNode& n, FleetDraft& d) { read_kafka(r, n, d.sinks); }},
    {"group", [](const ConfigReader& r, const YamlNode& n,
                 FleetDraft& d) { d.fleet.group = r.filled_text(n); }},
    {"host", [](const ConfigReader& r, const YamlNode& n,
                FleetDraft& d) { d.fleet.host = r.filled_text(n); }},
    {"session_seconds",
     [](const ConfigReader& r, const YamlNode& n, FleetDraft& d) {
       d.fleet.session_seconds = r.number(n, 6, 600, " seconds");
     }},
};

/// A plain scalar that JSON has too stays what it is; all else is text.
nlohmann::json json_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return nullptr;
    case YamlNode::Kind::scalar: {
      if (node.quoted) return node.text;
      const auto plain = nlohmann::json::parse(node.text, nullptr, false);
      return plain.is_number() || plain.is_boolean() ? plain : nlohmann::json(node.text);
    }
    case YamlNode::Kind::sequence: {
      auto list = nlohmann::json::array();
      for (const YamlNode& item : node.items) list.push_back(json_of(item));
      return list;
    }
    case YamlNode::Kind::map: {
      auto map = nlohmann::json::object();
      for (const YamlEntry& entry : node.entries) map[entry.key] = json_of(entry.value);
      return map;
    }
  }
  return nullptr;
}

/// Stands for the secrets of another machine, so that a section can be checked without them.
std::map<std::string, std::string> stand_ins(const std::string& text) {
  std::map<std::string, std::string> all;
  for (std::size_t at = 0; (at = text.find("{MIEN_", at)) != text.npos; ++at) {
    const std::size_t end = text.find('}', at);
    if (end != text.npos) all[text.substr(at + 1, end - at - 1)] = "secret";
  }
  return all;
}

}  // namespace

FleetConfig load_fleet_config(const std::filesystem::path& file,
                              const std::map<std::string, std::string>& environment) {
  FleetDraft draft;
  const ConfigFile whole(file, environment);
  whole.read("the fleet's configuration", kFleetKeys, draft);
  if (!draft.sinks.kafka)
    whole.fail("the fleet has no brokers", "add kafka: {brokers: [kafka-1:9092]}");
  draft.fleet.kafka = *draft.sinks.kafka;
  return draft.fleet;
}

CameraConfig camera_of_section(const std::string& name, const std::string& section) {
  return parse_camera(name, section, {}, stand_ins(section));
}

std::vector<std::pair<std::string, std::string>> camera_sections(
    const std::filesystem::path& file) {
  const std::string text = config_text(file);
  const YamlNode root = parse_yaml(text, file.string());
  std::vector<std::pair<std::string, std::string>> sections;
  for (const YamlEntry& section : root.entries) {
    if (section.key != "cameras") continue;
    for (const YamlEntry& camera : section.value.entries) {
      std::string json = json_of(camera.value).dump();
      (void)camera_of_section(camera.key, json);
      sections.emplace_back(camera.key, std::move(json));
    }
  }
  if (sections.empty())
    throw Error(ErrorKind::usage, file.string(), "names no camera",
                "write them as in mien.yaml: cameras: { NAME: { input: … } }");
  return sections;
}

}  // namespace mien::config
