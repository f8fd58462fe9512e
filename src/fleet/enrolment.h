#pragma once
/// \file Stores that the hub knows by their tokens: their configuration, proposals for it. In
/// PostgreSQL. Only in builds with it.

#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"

#include "base/json.h"
#include "fleet/proposal.h"
#include "fleet/site_token.h"
#include "receivers/postgres/connection.h"

namespace mien::fleet {

/// Uses the caller's connection. Throws Error(output) as it does.
class Enrolment {
 public:
  /// Makes the tables where they are not there.
  Enrolment(receivers::PgConnection& connection, std::string schema);

  /// Makes a token for the store; an earlier one no longer holds. The token itself is kept nowhere.
  /// It ends by itself where no store uses it within a week. Throws Error(usage) where `site` is no
  /// store's name.
  std::string enrol(const std::string& site);
  std::vector<TokenConfig> tokens();

  /// Are the tables there? It and `states` change nothing, and need no right to.
  static bool is_there(receivers::PgConnection& reader, const std::string& schema);
  /// Of each store that was enrolled: whether it told its configuration, and what waits for it.
  static Json states(receivers::PgConnection& reader, const std::string& schema);

  /// Does the store (the number of its database) hold this token, and is it the site's? The first
  /// that asks does.
  bool is_of(const SiteToken& token, const std::string& store);
  /// What a store says of itself: {"version", "cameras": {NAME: section}}, kept as its newest.
  void report(const std::string& site, const std::string& body);
  /// None: it never said.
  std::optional<Json> configuration(const std::string& site);

  /// Throws Error(usage) where the section is none that a camera may have, or has an address, and
  /// where the store has told of no such camera.
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
