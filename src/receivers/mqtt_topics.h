#pragma once
/// \file What is written to which topic: pure.

#include <map>
#include <string>

#include "mien/sink_config.h"

#include "outbox/outlet.h"
#include "receivers/outlets.h"

namespace mien::receivers {

/// Retained texts by topic: what is so now.
using Retained = std::map<std::string, std::string>;

/// One level of a topic: '/', '+' and '#' become '_'.
std::string topic_level(const std::string& name);
/// "mien/store-17"
std::string topic_root(const MqttConfig& config, const SiteConfig& site);
/// "mien/store-17/aisle-3/stay"; of the store itself "mien/store-17/rating".
std::string topic_of(const std::string& root, const outbox::Message& message);
/// Is the newest one kept for those who come later?
bool is_retained(std::string_view kind);

/// Counts, states and guarded figures.
Retained states(const std::string& root, const outbox::Now& now);
/// What `discovery` takes of `now`: where that has not changed, nor has the other.
std::string names_in(const outbox::Now& now);
/// Home Assistant's discovery of them: its topics and payloads.
Retained discovery(const MqttConfig& config, const OutletInfo& info, const outbox::Now& now);

}  // namespace mien::receivers
