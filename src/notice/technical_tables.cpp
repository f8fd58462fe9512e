// Tables of the technical file: what the configuration says.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/database_name.h"
#include "base/text.h"
#include "config/cameras.h"
#include "config/tokens.h"
#include "notice/measured.h"
#include "notice/technical.h"

namespace mien::notice::technical {

namespace {

using json = nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

json both(const char* caption, const std::vector<std::string>& head, const Rows& rows, json facts) {
  return {{"table", words_table(caption, head, rows)}, {"facts", std::move(facts)}};
}

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, unused] : map) keys.push_back(key);
  return keys;
}

std::string list(const std::vector<std::string>& names) {
  return names.empty() ? "–" : fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> shown_by(const CameraConfig& camera) {
  std::set<std::string> shown;
  if (!camera.content.empty()) shown.insert(camera.content);
  for (const ShowingConfig& showing : camera.showings)
    if (!showing.content.empty()) shown.insert(showing.content);
  return {shown.begin(), shown.end()};
}

std::string days_or_not(int days) { return days > 0 ? counted(days, "day") : "without a limit"; }

/// HOST[:PORT] of a URL: its path and parameters may hold secrets.
std::string host_of(const std::string& url) {
  const std::size_t scheme = url.find("://"), at = url.rfind('@');
  std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  if (at != std::string::npos && at >= begin) begin = at + 1;
  return url.substr(begin, url.find_first_of("/?#", begin) - begin);
}

std::string what_leaves(const SinksConfig& sinks) {
  std::string what = "published figures, the live minute, single ratings, cameras' states, health";
  if (sinks.publish != Publish::cells) what += ", single stays";
  return sinks.publish == Publish::sights ? what + ", the faces of each moment" : what;
}

std::string moments(const WebhookConfig& hook) {
  std::set<std::string> when;
  for (const WebhookRule& rule : hook.rules) when.insert(rule.when);
  return when.empty() ? "nothing: it has no rule" : fmt::format("{}", fmt::join(when, ", "));
}

}  // namespace

nlohmann::json cameras(const RunConfig& config) {
  Rows rows;
  json facts = json::array();
  for (const CameraConfig& camera : config.cameras) {
    const auto zones = keys_of(camera.zones), masks = keys_of(camera.masks),
               staff = keys_of(camera.staff), shown = shown_by(camera);
    const double fps = config::detect_fps_of(config, camera);
    const int width = config::width_of(config, camera);
    rows.push_back({camera.name, camera.purpose, list(shown), list(zones), list(masks), list(staff),
                    fps > 0 ? fmt::format("{:g} a second, {} px", fps, width)
                            : fmt::format("every picture, {} px", width)});
    facts.push_back({{"name", camera.name},
                     {"purpose", camera.purpose},
                     {"contents", shown},
                     {"zones", zones},
                     {"masks", masks},
                     {"staff_zones", staff},
                     {"detections_per_second", fps},
                     {"width", width}});
  }
  return both("Cameras",
              {"Camera", "Purpose", "Shows", "Zones", "Masks", "Staff zones", "Faces searched"},
              rows, std::move(facts));
}

nlohmann::json receivers(const RunConfig& config) {
  const SinksConfig& sinks = config.sinks;
  Rows rows;
  json facts = json::array();
  const auto add = [&](const char* name, const std::string& where, const std::string& what) {
    rows.push_back({name, where, what});
    facts.push_back({{"receiver", name}, {"where", where}, {"what", what}});
  };
  if (sinks.mqtt)
    add("mqtt", fmt::format("{}:{}", sinks.mqtt->host, sinks.mqtt->port), what_leaves(sinks));
  if (sinks.kafka)
    add("kafka", fmt::format("{}", fmt::join(sinks.kafka->brokers, ", ")), what_leaves(sinks));
  if (sinks.postgres) add("postgres", host_of(sinks.postgres->url), what_leaves(sinks));
  if (sinks.webhook) add("webhook", host_of(sinks.webhook->url), moments(*sinks.webhook));
  return both("What leaves the store", {"Receiver", "Where", "What"}, rows, std::move(facts));
}

nlohmann::json tokens(const RunConfig& config) {
  Rows rows;
  json facts = json::array();
  for (const TokenConfig& token : config::tokens_of(config.server)) {
    rows.push_back(
        {token.name, std::string(name_of(token.scope)), token.revoked ? "revoked" : "valid"});
    facts.push_back(
        {{"name", token.name}, {"scope", name_of(token.scope)}, {"revoked", token.revoked}});
  }
  return both("Tokens", {"Token", "Scope", "State"}, rows, std::move(facts));
}

nlohmann::json kept(const RunConfig& config) {
  Rows rows;
  json facts = json::array();
  const std::string database = database_of(config).string();
  const auto add = [&](const char* what, const std::string& where, const std::string& how_long,
                       const json& days) {
    rows.push_back({what, where, how_long});
    facts.push_back({{"what", what}, {"where", where}, {"days", days}});
  };
  const std::string stays = days_or_not(config.retention_days);
  add("pictures", "memory", "until the next ones come", nullptr);
  add("faces: box, landmarks, estimate, a number while in view", "memory", "seconds", nullptr);
  add("stays, and the course of each", database, stays, config.retention_days);
  add("tracks and expressions of mien run", database, stays, config.retention_days);
  add("ratings", database, stays, config.retention_days);
  add("audit log", database, days_or_not(config.logs.retention_days), config.logs.retention_days);
  if (!config.sinks.jsonl.empty())
    add("single faces with their numbers", config.sinks.jsonl.string(), "until somebody deletes it",
        nullptr);
  if (config.sinks.remote())
    add("what waits for a receiver", database, days_or_not(config.sinks.outbox.max_days),
        config.sinks.outbox.max_days);
  return both("What is kept", {"What", "Where", "How long"}, rows, std::move(facts));
}

nlohmann::json models(const RunConfig& config, const BuildFacts& build) {
  Rows rows;
  json facts = json::array();
  const auto add = [&](const char* role, const ModelFacts& model) {
    if (model.name.empty()) return;
    rows.push_back({role, model.name, model.licence, model.sha256});
    facts.push_back({{"role", role},
                     {"name", model.name},
                     {"licence", model.licence},
                     {"sha256", model.sha256}});
  };
  add("finds faces", build.detector);
  if (config.emotion != "none") add("estimates expressions", build.emotion);
  for (const ModelFacts& model : build.in_place) add("may run in place", model);
  return both("Models", {"For", "Model", "Licence", "SHA-256"}, rows, std::move(facts));
}

nlohmann::json work(const RunConfig& config) {
  const std::string workers =
      config.workers > 0 ? fmt::format("{}", config.workers) : "one per core";
  const std::string detector = config.detector.empty() ? "auto" : config.detector;
  const std::string precision(name_of(config.precision));
  const std::string expressions(name_of(config.expressions));
  const std::string demand =
      fmt::format("read {}, search {}, decode {}", name_of(config.demand.read),
                  name_of(config.demand.search), name_of(config.demand.decode));
  return both("Settings of the work", {"Setting", "Value"},
              {{"detector", detector},
               {"emotion", config.emotion},
               {"expressions", expressions},
               {"precision", precision},
               {"workers", workers},
               {"demand", demand}},
              {{"detector", detector},
               {"emotion", config.emotion},
               {"expressions", expressions},
               {"precision", precision},
               {"workers", config.workers},
               {"demand",
                {{"read", name_of(config.demand.read)},
                 {"search", name_of(config.demand.search)},
                 {"decode", name_of(config.demand.decode)}}}});
}

nlohmann::json computer(const BuildFacts& build) {
  Rows rows;
  json facts = json::object();
  for (const auto& [label, value] : build.machine) {
    rows.push_back({label, value});
    facts[label] = value;
  }
  return both("The machine that this was made on", {"Part", "As found"}, rows, std::move(facts));
}

}  // namespace mien::notice::technical
