#include "config/config_tuning.h"

namespace mien::config {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

const std::string kFlags[] = {"true", "false", "yes", "no"};
const std::string kPins[] = {"none", "cores"};

constexpr ConfigKey<Tuning> kTuningKeys[] = {
    {"pin",
     [](const Reader& r, const Node& n, Tuning& t) { t.pin = *pin_named(r.choice(n, kPins)); }},
    {"huge_pages",
     [](const Reader& r, const Node& n, Tuning& t) { t.huge_pages = read_flag(r, n); }},
    {"prefetch", [](const Reader& r, const Node& n,
                    Tuning& t) { t.prefetch = r.integer(n, limits::kPrefetch); }},
    {"streams",
     [](const Reader& r, const Node& n, Tuning& t) { t.streams = r.integer(n, limits::kStreams); }},
    {"batch",
     [](const Reader& r, const Node& n, Tuning& t) { t.batch = r.integer(n, limits::kBatch); }},
    {"blas_threads", [](const Reader& r, const Node& n,
                        Tuning& t) { t.blas_threads = r.integer(n, limits::kBlasThreads); }},
    {"skip_loop_filter",
     [](const Reader& r, const Node& n, Tuning& t) { t.skip_loop_filter = read_flag(r, n); }},
    {"skip_frames",
     [](const Reader& r, const Node& n, Tuning& t) { t.skip_frames = read_flag(r, n); }},
};

const std::string kDemands[] = {"off", "auto", "on"};

constexpr ConfigKey<DemandConfig> kDemandKeys[] = {
    {"read", [](const Reader& r, const Node& n,
                DemandConfig& d) { d.read = *on_demand_named(r.choice(n, kDemands)); }},
    {"search", [](const Reader& r, const Node& n,
                  DemandConfig& d) { d.search = *on_demand_named(r.choice(n, kDemands)); }},
    {"decode", [](const Reader& r, const Node& n,
                  DemandConfig& d) { d.decode = *on_demand_named(r.choice(n, kDemands)); }},
};

}  // namespace

bool read_flag(const ConfigReader& reader, const YamlNode& node) {
  const std::string word = reader.choice(node, kFlags);
  // Text in quotes is no answer, unless a secret brought it: those need their quotes.
  if (node.quoted && word == node.text)
    reader.fail(node.line, "expected true or false, found the text " + shown(node),
                "write it without quotes");
  return word == "true" || word == "yes";
}

void read_tuning(const ConfigReader& reader, const YamlNode& node, Tuning& tuning) {
  reader.section(node, "tuning", kTuningKeys, tuning);
}

DemandConfig demand_of(const std::string& word) {
  const auto value = on_demand_named(word);
  if (!value)
    throw Error(ErrorKind::usage, "demand", "cannot be '" + word + "'", "off, auto or on");
  return {.read = *value, .search = *value, .decode = *value};
}

void read_demand(const ConfigReader& reader, const YamlNode& node, DemandConfig& demand) {
  reader.section(node, "demand", kDemandKeys, demand);
}

}  // namespace mien::config
