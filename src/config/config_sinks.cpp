// Where results go: the sections `sinks` and `site`. The receivers' own keys: config_receivers.cpp.
#include "config/config_receivers.h"
#include "config/config_sections.h"

namespace mien::config {

namespace {

using SinksReader = ConfigReader;

const std::string kPublished[] = {"cells", "stays", "sights"};

constexpr ConfigKey<SinksConfig> kJsonlKeys[] = {
    {"path", [](const SinksReader& r, const YamlNode& n, SinksConfig& s) { s.jsonl = r.text(n); }},
};

constexpr ConfigKey<OutboxConfig> kOutboxKeys[] = {
    {"max_mb", [](const SinksReader& r, const YamlNode& n,
                  OutboxConfig& o) { o.max_mb = r.integer(n, limits::kOutboxMegabytes); }},
    {"max_days", [](const SinksReader& r, const YamlNode& n,
                    OutboxConfig& o) { o.max_days = r.integer(n, limits::kOutboxDays); }},
    {"per_second", [](const SinksReader& r, const YamlNode& n,
                      OutboxConfig& o) { o.per_second = r.number(n, limits::kOutboxRate); }},
};

constexpr ConfigKey<SinksConfig> kSinkKeys[] = {
    {"jsonl",
     [](const SinksReader& r, const YamlNode& n, SinksConfig& s) {
       r.section(n, "sinks.jsonl", kJsonlKeys, s);
       if (s.jsonl.empty()) r.fail(n.line, "sinks.jsonl has no path", "write {path: events.jsonl}");
     }},
    {"publish", [](const SinksReader& r, const YamlNode& n,
                   SinksConfig& s) { s.publish = *publish_named(r.choice(n, kPublished)); }},
    {"outbox", [](const SinksReader& r, const YamlNode& n,
                  SinksConfig& s) { r.section(n, "sinks.outbox", kOutboxKeys, s.outbox); }},
    {"mqtt", read_mqtt},
    {"kafka", read_kafka},
    {"postgres", read_postgres},
    {"webhook", read_webhook},
};

// It becomes a level of topics and a part of keys.
std::string site_word(const SinksReader& reader, const YamlNode& node) {
  std::string word = reader.filled_text(node);
  if (word.size() > 64 || word.find_first_of("/+#$ \t") != std::string::npos)
    reader.fail(node.line, shown(node) + " cannot be part of a topic",
                "write up to 64 letters, digits, dots and dashes, as store-17");
  return word;
}

constexpr ConfigKey<SiteConfig> kSiteKeys[] = {
    {"name",
     [](const SinksReader& r, const YamlNode& n, SiteConfig& s) { s.name = site_word(r, n); }},
    {"region",
     [](const SinksReader& r, const YamlNode& n, SiteConfig& s) { s.region = site_word(r, n); }},
};

}  // namespace

void read_sinks(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks) {
  reader.section(node, "sinks", kSinkKeys, sinks);
}

void read_site(const ConfigReader& reader, const YamlNode& node, SiteConfig& site) {
  reader.section(node, "site", kSiteKeys, site);
}

}  // namespace mien::config
