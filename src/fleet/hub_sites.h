#pragma once
/// \file What an operator of the hub does for one store. Throws Error(usage) in builds without a
/// hub, and as the database does.

#include <cstdint>
#include <string>

#include "config/hub_config.h"
#include "fleet/proposal.h"

namespace mien::fleet {

/// The store's token. Throws Error(usage) where the hub has no tokens: it is open to its machine
/// alone then.
std::string enrol_site(const config::HubConfig& config, const std::string& site);
/// Its number.
std::int64_t propose_to_site(const config::HubConfig& config, const Proposal& proposal);

}  // namespace mien::fleet
