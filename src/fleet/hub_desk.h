#pragma once
/// \file A store's hub, for its server: asked once a minute, and when an administrator decides.

#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "fleet/decisions.h"
#include "fleet/hub_client.h"
#include "serve/hub_office.h"

namespace mien::fleet {

/// Thread-safe.
class HubDesk : public serve::HubOffice {
 public:
  explicit HubDesk(config::HubLinkConfig link) : client_(std::move(link), end_.get_token()) {}
  /// From now on nobody waits long for the hub.
  void end() { end_.request_stop(); }

  /// As HubClient's, and keeps what it hears; without what was decided here, which the hub is told
  /// again where it has not heard of it.
  std::vector<Proposal> report(const RunConfig& config);

  /// What was heard last; asks nobody.
  http::Response answer_proposals(serve::Api& api, const http::Request& request) override;
  /// Asks the hub first: Refusal(503) where it does not answer, and nothing changes.
  http::Response answer_proposal(serve::Api& api, const http::Request& request) override;

 private:
  Proposal waiting(const RunConfig& config, std::int64_t id);
  std::uint64_t decisions_mark() const;
  std::string tell(const RunConfig& config, std::int64_t id, const Decision& decision);

  std::stop_source end_;
  const HubClient client_;
  mutable std::mutex mutex_;
  std::vector<Proposal> open_;  ///< guarded
  Decisions decisions_;         ///< guarded
};

}  // namespace mien::fleet
