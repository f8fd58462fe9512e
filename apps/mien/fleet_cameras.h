#pragma once
/// \file Cameras that a server shares with other hosts: `mien serve --fleet FILE`.

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/crew.h"
#include "cells/camera_claims.h"
#include "config/fleet_config.h"
#include "fleet/membership.h"
#include "fleet/pause_hand_over.h"
#include "oversight/camera_gate.h"
#include "serve/service.h"

/// Joins the group once the server is ready for cameras.
class FleetCameras {
 public:
  /// `file` empty: there is no group, and nothing happens. Throws Error(usage) where it is refused.
  FleetCameras(const std::string& file, mien::serve::Service& service, mien::UtcOffset clock);

  /// Several times a second: joins once, and takes cameras again that a reload of this host's file,
  /// which does not name them, took away.
  void look_after();
  void stop() {
    end_.request_stop();
    crew_.stop();
  }

 private:
  mien::fleet::CameraShelf shelf() const;
  void take(const std::string& name, const std::string& value);
  void note(const std::vector<mien::fleet::CameraClaim>& claims, bool own);
  void store_claims();
  void say_held(const mien::CameraConfig& camera);
  /// The body of a thread.
  void hand_over(const std::stop_token& stop);
  std::string tell();

  const std::string file_;
  mien::serve::Service& service_;
  mien::config::FleetConfig config_;
  mien::fleet::PauseHandOver pauses_;
  const mien::UtcOffset clock_;
  std::mutex claims_mutex_;
  std::vector<mien::audience::KnownClaim> unstored_;  ///< guarded; in the order they were heard in
  bool told_of_claims_ = false;                       ///< guarded; that they cannot be stored
  std::unique_ptr<mien::fleet::Membership> membership_;  ///< null: there is no group
  bool started_ = false;
  std::stop_source end_;  ///< of what waits for brokers
  mien::Crew crew_;
};
