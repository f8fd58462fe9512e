#include "receivers/outlets.h"

#include "mien/error.h"

namespace mien::receivers {

namespace {

using Make = std::unique_ptr<outbox::Outlet> (*)(const SinksConfig&, const OutletInfo&);

struct OutletKind {
  const char* name;
  bool (*named)(const SinksConfig&);
  Make make;  ///< null: this build is without it
  const char* option;
};

#ifdef MIEN_WITH_MQTT
constexpr Make kMqtt = [](const SinksConfig& c, const OutletInfo& i) {
  return make_mqtt(*c.mqtt, i);
};
#else
constexpr Make kMqtt = nullptr;
#endif
#ifdef MIEN_WITH_KAFKA
constexpr Make kKafka = [](const SinksConfig& c, const OutletInfo& i) {
  return make_kafka(*c.kafka, i);
};
#else
constexpr Make kKafka = nullptr;
#endif
#ifdef MIEN_WITH_POSTGRES
constexpr Make kPostgres = [](const SinksConfig& c, const OutletInfo& i) {
  return make_postgres(*c.postgres, i);
};
#else
constexpr Make kPostgres = nullptr;
#endif
#ifdef MIEN_WITH_WEBHOOK
constexpr Make kWebhook = [](const SinksConfig& c, const OutletInfo& i) {
  return make_webhook(*c.webhook, i);
};
#else
constexpr Make kWebhook = nullptr;
#endif

constexpr OutletKind kOutlets[] = {
    {"mqtt", [](const SinksConfig& c) { return c.mqtt.has_value(); }, kMqtt, "MIEN_WITH_MQTT"},
    {"kafka", [](const SinksConfig& c) { return c.kafka.has_value(); }, kKafka, "MIEN_WITH_KAFKA"},
    {"postgres", [](const SinksConfig& c) { return c.postgres.has_value(); }, kPostgres,
     "MIEN_WITH_POSTGRES"},
    {"webhook", [](const SinksConfig& c) { return c.webhook.has_value(); }, kWebhook,
     "MIEN_WITH_WEBHOOK"},
};

}  // namespace

std::vector<std::string> outlet_names(const SinksConfig& config) {
  std::vector<std::string> names;
  for (const OutletKind& kind : kOutlets)
    if (kind.named(config)) names.emplace_back(kind.name);
  return names;
}

std::vector<NamedOutlet> make_outlets(const SinksConfig& config, const OutletInfo& info) {
  std::vector<NamedOutlet> outlets;
  for (const OutletKind& kind : kOutlets) {
    if (!kind.named(config)) continue;
    if (!kind.make)
      throw Error(ErrorKind::usage, std::string("sinks.") + kind.name,
                  "this build of mien does not have it",
                  std::string("build with -D") + kind.option + "=ON, or remove it");
    outlets.push_back({kind.name, kind.make(config, info)});
  }
  return outlets;
}

}  // namespace mien::receivers
