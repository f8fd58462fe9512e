#include "config/config_receivers.h"
#include "config/config_sections.h"
#include "config/hub_config.h"

namespace mien::config {

namespace {

struct HubDraft {
  HubConfig hub;
  SinksConfig sinks;
};

constexpr ConfigKey<HubDraft> kHubKeys[] = {
    {"postgres",
     [](const ConfigReader& r, const YamlNode& n, HubDraft& d) { read_postgres(r, n, d.sinks); }},
    {"kafka",
     [](const ConfigReader& r, const YamlNode& n, HubDraft& d) { read_kafka(r, n, d.sinks); }},
    {"group",
     [](const ConfigReader& r, const YamlNode& n, HubDraft& d) { d.hub.group = r.filled_text(n); }},
    {"server", [](const ConfigReader& r, const YamlNode& n,
                  HubDraft& d) { read_server(r, n, d.hub.server); }},
    {"logs",
     [](const ConfigReader& r, const YamlNode& n, HubDraft& d) { read_logs(r, n, d.hub.logs); }},
    {"min_audience", [](const ConfigReader& r, const YamlNode& n,
                        HubDraft& d) { d.hub.min_audience = r.integer(n, limits::kMinAudience); }},
    {"away_minutes", [](const ConfigReader& r, const YamlNode& n,
                        HubDraft& d) { d.hub.away_minutes = r.number(n, 1, 10'000, " minutes"); }},
};

}  // namespace

HubConfig load_hub_config(const std::filesystem::path& file,
                          const std::map<std::string, std::string>& environment) {
  HubDraft draft;
  draft.hub.server.listen = "127.0.0.1:8650";
  const ConfigFile whole(file, environment);
  whole.read("the hub's configuration", kHubKeys, draft);
  if (!draft.sinks.postgres)
    whole.fail("the hub has no database", "add postgres: {url: \"{MIEN_PG}\"}");
  draft.hub.postgres = *draft.sinks.postgres;
  draft.hub.kafka = draft.sinks.kafka;
  return draft.hub;
}

}  // namespace mien::config
