#pragma once
/// \file Stores that the hub knows by their tokens: their configuration, proposals for it. In
/// PostgreSQL. Only in builds with it.

#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"

#include "base/json.h"
#include "fleet/proposal.h"
#include "receivers/postgres/connection.h"

namespace mien::fleet {

/// The name of a store's token begins with it; what follows is the store.
inline constexpr std::string_view kSiteToken = "site/";

/// Uses the caller's connection. Throws Error(output) as it does.
class Enrolment {
 public:
  /// Makes the tables where they are not there.
  Enrolment(receivers::PgConnection& connection, std::string schema);

  /// Makes a token for the store; an earlier one no longer holds. The token itself is kept nowhere.
  std::string enrol(const std::string& site);
  std::vector<TokenConfig> tokens();

  /// What a store says of itself: {"version", "cameras": {NAME: section}}, kept as its newest.
  void report(const std::string& site, const std::string& body);
  /// None: it never said.
  std::optional<Json> configuration(const std::string& site);

  /// Throws Error(usage) where the section is none that a camera may have, or has an address.
  std::int64_t propose(const Proposal& proposal);
  /// Of all stores, or of one (`open`: those that wait for its administrator). The newest first.
  std::vector<Proposal> proposals(const std::string& site, bool open = false);
  /// False: there is no such open proposal for the store.
  bool answer(const std::string& site, std::int64_t id, bool accepted, const std::string& who,
              const std::string& words);

 private:
  receivers::PgConnection& connection_;
  const std::string schema_;
};

Json json_of(const Proposal& proposal);

}  // namespace mien::fleet
