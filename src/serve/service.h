#pragma once
/// \file The live server: cameras in; pages, API and events out.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mien/config.h"

#include "base/event_log.h"
#include "base/time.h"
#include "http/gate.h"
#include "http/server.h"
#include "live/live.h"
#include "serve/config_desk.h"
#include "serve/hub_office.h"

namespace mien::oversight {
class CameraGate;
}

namespace mien::serve {

/// Loads the models (which takes a while) and returns cameras that do not run yet. `sinks` outlive
/// them.
using OpenCameras = std::function<std::unique_ptr<live::Cameras>(
    const RunConfig& config, std::vector<Sink*> sinks, live::LiveHooks hooks)>;

struct ServiceOptions {
  RunConfig config;
  OpenCameras open_cameras;
  /// The configuration's file, and what stands in it for the environment: for changes that are
  /// kept. Empty: there is none.
  std::filesystem::path config_file;
  std::map<std::string, std::string> environment;
  /// Reads the configuration anew (a reload); empty: there is no file. Throws as load_config does.
  std::function<RunConfig()> read_config;
  UtcOffset clock;  ///< of the store
  /// Takes each line of the event log, on the log's own thread; empty: nothing is written.
  std::function<void(const std::string&)> log;
  bool demo = false;         ///< sample data, and a generator of sample ratings
  HubOffice* hub = nullptr;  ///< outlives the service; null: there is none
  http::GateLimits gate;
  http::ServerLimits server;
};

/// Listens and has its database open when it is made; the models are loaded after `start`, while it
/// answers already. Starts and joins all of its threads.
class Service {
 public:
  /// Throws Error(usage) on an impossible configuration or an address in use, Error(output) where
  /// the database cannot be opened.
  explicit Service(ServiceOptions options);
  ~Service();  ///< stops
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  void start();
  /// Answers what is under way, ends cameras and stays, writes what waits.
  void stop();

  /// The file anew, in the name of `who`. Throws as ConfigDesk::reload does, and as mien::Error
  /// only; it is in the event log then.
  Change reload(const std::string& who);
  /// For who shares cameras out.
  ConfigDesk& config();
  /// Who holds which camera.
  oversight::CameraGate& gate();
  /// Where the operator is told of things.
  EventLog& log();
  /// Why it cannot go on (a model is missing, a thread ended by an exception); null: it can.
  std::exception_ptr failure() const;
  /// The cameras run.
  bool ready() const;
  /// Threads that showed no life for so long, by name: what a watchdog asks.
  std::vector<std::string> silent(std::chrono::milliseconds time) const;

  std::uint16_t port() const;
  /// "http://127.0.0.1:8642"
  std::string url() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::serve
