#pragma once
/// \file A store's way to its hub.

#include <filesystem>
#include <map>
#include <string>

namespace mien::config {

struct HubLinkConfig {
  std::string url;    ///< https://…; http:// on this machine alone
  std::string token;  ///< from `mien hub enroll`
  std::string ca;     ///< PEM file of the hub's authority; empty: the system's
};

/// As mien::load_config, for `mien serve --hub` and `mien hub proposals|accept|decline`.
HubLinkConfig load_hub_link(const std::filesystem::path& file,
                            const std::map<std::string, std::string>& environment);

}  // namespace mien::config
