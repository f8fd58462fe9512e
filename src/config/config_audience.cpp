// The sections of live cameras and of the audience.
#include "config/config_sections.h"

namespace mien::config {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

constexpr ConfigKey<LiveConfig> kLiveKeys[] = {
    {"stall_seconds", [](const Reader& r, const Node& n,
                         LiveConfig& c) { c.stall_seconds = r.number(n, limits::kStallSeconds); }},
    {"idle_seconds", [](const Reader& r, const Node& n,
                        LiveConfig& c) { c.idle_seconds = r.number(n, limits::kIdleSeconds); }},
    {"max_latency_ms",
     [](const Reader& r, const Node& n, LiveConfig& c) {
       c.max_latency_ms = r.number(n, limits::kMaxLatencyMs);
     }},
    {"max_megapixels",
     [](const Reader& r, const Node& n, LiveConfig& c) {
       c.max_megapixels = r.integer(n, limits::kMaxMegapixels);
     }},
};

// Whether the machine knows the zone is seen by the program that sets the clock.
void read_time_zone(const Reader& reader, const Node& node, AudienceConfig& audience) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  std::string name = reader.filled_text(node);
  if (name.find_first_not_of(kLetters) != std::string::npos || name.front() == '/')
    reader.fail(node.line, shown(node) + " is not a time zone",
                "write its name, such as Europe/Berlin or UTC");
  audience.time_zone = std::move(name);
}

constexpr ConfigKey<AudienceConfig> kAudienceKeys[] = {
    {"min_audience",
     [](const Reader& r, const Node& n, AudienceConfig& c) {
       c.min_audience = r.integer(n, limits::kMinAudience);
     }},
    {"min_dwell_seconds",
     [](const Reader& r, const Node& n, AudienceConfig& c) {
       c.min_dwell_s = r.number(n, limits::kMinDwellSeconds);
     }},
    {"grace_seconds", [](const Reader& r, const Node& n,
                         AudienceConfig& c) { c.grace_s = r.number(n, limits::kGraceSeconds); }},
    {"rating_window_minutes",
     [](const Reader& r, const Node& n, AudienceConfig& c) {
       c.rating_window_minutes = r.integer(n, limits::kRatingWindowMinutes);
     }},
    {"time_zone", read_time_zone},
};

}  // namespace

void read_live(const Reader& reader, const Node& node, LiveConfig& live) {
  reader.section(node, "live", kLiveKeys, live);
}

void read_audience(const Reader& reader, const Node& node, AudienceConfig& audience) {
  reader.section(node, "audience", kAudienceKeys, audience);
}

}  // namespace mien::config
