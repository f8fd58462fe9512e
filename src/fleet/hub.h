#pragma once
/// \file All stores on one page, over PostgreSQL; and what fills it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/event_log.h"
#include "config/hub_config.h"

namespace mien::fleet {

struct HubOptions {
  config::HubConfig config;
  /// Takes each line of the event log, on the log's own thread; empty: nothing is written.
  std::function<void(const std::string&)> log;
  /// Reads the file again; empty: it cannot be.
  std::function<config::HubConfig()> read_config = {};
};

/// Listens when it is made; starts and joins all of its threads.
class Hub {
 public:
  /// Throws Error(usage) on an impossible configuration, an address in use, or a build without
  /// PostgreSQL or Kafka.
  explicit Hub(HubOptions options);
  ~Hub();  ///< stops
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  void start();
  void stop();
  /// Tokens and the certificate from the file; the rest changes with the next start. What cannot be
  /// read, or would leave no token where some were needed, changes nothing. The log says which.
  void reload();
  /// Threads that have been silent for longer than that, by name.
  std::vector<std::string> silent(std::chrono::milliseconds time) const;
  /// Why it cannot go on; null: it can.
  std::exception_ptr failure() const;
  std::uint16_t port() const;
  EventLog& log();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::fleet
