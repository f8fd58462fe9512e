#include "config/config_reader.h"
#include "config/config_sections.h"

namespace mien::config {

namespace {

using SinksReader = ConfigReader;

constexpr ConfigKey<SinksConfig> kJsonlKeys[] = {
    {"path", [](const SinksReader& r, const YamlNode& n, SinksConfig& s) { s.jsonl = r.text(n); }},
};

constexpr ConfigKey<SinksConfig> kSinkKeys[] = {
    {"jsonl",
     [](const SinksReader& r, const YamlNode& n, SinksConfig& s) {
       r.section(n, "sinks.jsonl", kJsonlKeys, s);
       if (s.jsonl.empty()) r.fail(n.line, "sinks.jsonl has no path", "write {path: events.jsonl}");
     }},
};

}  // namespace

void read_sinks(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks) {
  reader.section(node, "sinks", kSinkKeys, sinks);
}

}  // namespace mien::config
