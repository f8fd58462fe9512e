#pragma once
/// \file What a server does for its hub: `mien serve --hub FILE`.

#include <set>
#include <stop_token>
#include <string>

#include "base/crew.h"
#include "fleet/hub_desk.h"
#include "serve/service.h"

/// Once a minute it tells the hub its configuration, and the log what the hub proposes. It changes
/// nothing.
class HubLink {
 public:
  /// `desk` null: there is no hub, and nothing happens. `file`: for the log's words.
  HubLink(mien::fleet::HubDesk* desk, std::string file, mien::serve::Service& service);

  /// Again and again: does something once.
  void start();
  /// Does not wait for a request that is under way, which ends soon; `stop` does.
  void ask_to_stop() {
    end_.request_stop();
    if (desk_) desk_->end();
  }
  void stop() { crew_.stop(); }

 private:
  void report();

  mien::fleet::HubDesk* const desk_;
  const std::string file_;
  mien::serve::Service& service_;
  std::set<std::int64_t> told_;  ///< of the proposals that are open, those that the log has
  std::string trouble_;          ///< that the log has
  bool started_ = false;
  std::stop_source end_;
  mien::Crew crew_;
};
