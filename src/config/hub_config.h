#pragma once
/// \file What a hub is told: where facts come from, where they go, who may look.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "mien/config.h"

namespace mien::config {

struct HubConfig {
  PostgresConfig postgres;
  std::optional<KafkaConfig> kafka;  ///< absent: others fill the database
  std::string group = "mien-hub";    ///< members of one group share the topics' partitions
  ServerConfig server;
  LogConfig logs;
  int min_audience = 5;
  double away_minutes = 5;  ///< a site that says nothing for so long is shown as away
};

/// As mien::load_config, for `mien hub`.
HubConfig load_hub_config(const std::filesystem::path& file,
                          const std::map<std::string, std::string>& environment);

}  // namespace mien::config
