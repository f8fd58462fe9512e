#include "receivers/mqtt_topics.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace mien::receivers {

namespace {

/// Home Assistant reads this as "unknown".
constexpr const char* kUnknown = "None";

std::string number_or_unknown(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : kUnknown;
}

std::string camera_topic(const std::string& root, const std::string& camera) {
  return root + "/" + topic_level(camera);
}

std::string content_topic(const std::string& root, const std::string& content) {
  return root + "/contents/" + topic_level(content);
}

/// What Home Assistant allows in an id.
std::string id_of(const std::string& text) {
  std::string id;
  for (const char c : text)
    id += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
  return id;
}

struct Entity {
  const char *component, *name, *topic;
  nlohmann::json more;
};

const Entity kOfCamera[] = {
    {"sensor",
     "People",
     "people",
     {{"unit_of_measurement", "people"}, {"state_class", "measurement"}}},
    {"binary_sensor",
     "Connected",
     "status/detect",
     {{"device_class", "connectivity"},
      {"payload_on", "online"},
      {"payload_off", "offline"},
      {"entity_category", "diagnostic"}}},
    {"binary_sensor", "Asleep", "asleep", {{"entity_category", "diagnostic"}}},
};
const Entity kOfContent[] = {
    {"sensor",
     "People in the last minute",
     "people",
     {{"unit_of_measurement", "people"}, {"state_class", "measurement"}}},
    {"sensor", "Valence", "valence", {{"state_class", "measurement"}}},
    {"sensor", "Rating", "rating", {{"state_class", "measurement"}}},
};

}  // namespace

std::string topic_level(const std::string& name) {
  std::string level = name;
  for (char& c : level)
    if (c == '/' || c == '+' || c == '#') c = '_';
  return level;
}

std::string topic_root(const MqttConfig& config, const SiteConfig& site) {
  return config.topic_prefix + "/" + topic_level(site.name);
}

std::string topic_of(const std::string& root, const outbox::Message& message) {
  const std::string at = message.camera.empty() ? root : camera_topic(root, message.camera);
  return at + "/" + message.kind;
}

bool is_retained(std::string_view kind) { return kind == "health" || kind == "camera_state"; }

Retained states(const std::string& root, const outbox::Now& now) {
  Retained all;
  for (const outbox::CameraNow& camera : now.cameras) {
    const std::string at = camera_topic(root, camera.camera);
    all[at + "/people"] = camera.people ? std::to_string(*camera.people) : kUnknown;
    all[at + "/status/detect"] = camera.state == "live" ? "online" : "offline";
    all[at + "/asleep"] = camera.asleep ? "ON" : "OFF";
  }
  for (const outbox::ContentNow& content : now.contents) {
    const std::string at = content_topic(root, content.content);
    all[at + "/people"] = std::to_string(content.minute);
    all[at + "/valence"] = number_or_unknown(content.valence);
    all[at + "/rating"] = number_or_unknown(content.rating);
  }
  return all;
}

std::string names_in(const outbox::Now& now) {
  std::string names;
  for (const outbox::CameraNow& camera : now.cameras) names += camera.camera + '\n';
  for (const outbox::ContentNow& content : now.contents)
    names += '\n' + content.content + '\n' + content.title;
  return names;
}

Retained discovery(const MqttConfig& config, const OutletInfo& info, const outbox::Now& now) {
  Retained all;
  if (!config.home_assistant) return all;
  const std::string root = topic_root(config, info.site);
  const std::string site = id_of(info.site.name);
  const auto add = [&](const Entity& entity, const std::string& device, const std::string& title,
                       const std::string& at) {
    const std::string id = device + "_" + id_of(entity.name);
    nlohmann::json payload{{"name", entity.name},
                           {"unique_id", id},
                           {"object_id", id},
                           {"state_topic", at + "/" + entity.topic},
                           {"availability_topic", root + "/available"},
                           {"device",
                            {{"identifiers", {device}},
                             {"name", title},
                             {"manufacturer", "mien"},
                             {"model", "mien"},
                             {"sw_version", info.version}}}};
    payload.update(entity.more);
    all[fmt::format("{}/{}/{}/{}/config", config.discovery_prefix, entity.component, device,
                    id_of(entity.name))] = payload.dump();
  };
  for (const outbox::CameraNow& camera : now.cameras)
    for (const Entity& entity : kOfCamera)
      add(entity, "mien_" + site + "_" + id_of(camera.camera), info.site.name + " " + camera.camera,
          camera_topic(root, camera.camera));
  for (const outbox::ContentNow& content : now.contents)
    for (const Entity& entity : kOfContent)
      add(entity, "mien_" + site + "_content_" + id_of(content.content),
          info.site.name + " " + (content.title.empty() ? content.content : content.title),
          content_topic(root, content.content));
  return all;
}

}  // namespace mien::receivers
