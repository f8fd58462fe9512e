#pragma once
/// \file What a server does for its hub: `mien serve --hub FILE`.

#include <optional>
#include <set>
#include <string>

#include "base/crew.h"
#include "fleet/hub_client.h"
#include "serve/service.h"

/// Once a minute it tells the hub its configuration, and the log what the hub proposes. It changes
/// nothing.
class HubLink {
 public:
  /// `file` empty: there is no hub, and nothing happens. Throws Error(usage) where it is refused.
  HubLink(const std::string& file, mien::serve::Service& service);

  /// Again and again: does something once.
  void start();
  void stop() { crew_.stop(); }

 private:
  void report();

  const std::string file_;
  mien::serve::Service& service_;
  std::optional<mien::fleet::HubClient> client_;
  std::set<std::int64_t> told_;  ///< proposals that the log has
  std::string trouble_;          ///< that the log has
  bool started_ = false;
  mien::Crew crew_;
};
