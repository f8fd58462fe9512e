#pragma once
/// \file Cameras that a server shares with other hosts: `mien serve --fleet FILE`.

#include <memory>
#include <string>

#include "base/crew.h"
#include "fleet/membership.h"
#include "serve/service.h"

/// Joins the group once the server is ready for cameras.
class FleetCameras {
 public:
  /// `file` empty: there is no group, and nothing happens. Throws Error(usage) where it is refused.
  FleetCameras(const std::string& file, mien::serve::Service& service);

  /// Again and again: does something once.
  void start();
  void stop() { crew_.stop(); }

 private:
  std::unique_ptr<mien::fleet::Membership> membership_;
  bool started_ = false;
  mien::Crew crew_;
};
