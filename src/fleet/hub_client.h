#pragma once
/// \file A store speaks to its hub: the store asks, nothing listens there for it.

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "mien/config.h"

#include "base/json.h"
#include "config/hub_link.h"
#include "fleet/proposal.h"

namespace mien::fleet {

/// What a hub's answer proposes, up to 500, each text bounded and one line. Throws Error(output)
/// where it is no hub's. Pure.
std::vector<Proposal> proposals_in(const std::string& text, const std::string& url);

/// Blocks for up to ten seconds, or a second after a stop. Failures are Error(output); Error(usage)
/// in a build without libcurl, and where the store's database is not there.
class HubClient {
 public:
  explicit HubClient(config::HubLinkConfig link, std::stop_token stop = {})
      : link_(std::move(link)), stop_(std::move(stop)) {}

  /// Tells the store's configuration, without addresses and secrets; gives what the hub proposes to
  /// it, the newest first.
  std::vector<Proposal> report(const RunConfig& config) const;
  /// What the store's administrator decided.
  void decide(const RunConfig& config, std::int64_t id, bool accepted, const std::string& who,
              const std::string& words) const;

 private:
  std::string ask(const char* path, const Json& body, const std::string& database) const;

  const config::HubLinkConfig link_;
  const std::stop_token stop_;
};

}  // namespace mien::fleet
