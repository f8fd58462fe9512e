#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/service_manager.h"

/// Tells the service manager (systemd's Type=notify, WatchdogSec) how the server does: READY once
/// its cameras run, and a sign of life as long as every thread shows one.
class ServiceWatch {
 public:
  /// `environment`: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID; without them nothing is sent.
  ServiceWatch(const std::map<std::string, std::string>& environment,
               std::function<void(const std::string&)> log);
  /// Threads that have been silent for longer than that, by name.
  using Silent = std::function<std::vector<std::string>(std::chrono::milliseconds)>;
  /// Several times a second; `ready`: it does what it is for.
  void tick(bool ready, const Silent& silent);
  void stopping();

 private:
  using Clock = std::chrono::steady_clock;
  void feed(const Silent& silent);

  mien::ServiceManager manager_;
  const std::function<void(const std::string&)> log_;
  std::chrono::milliseconds patience_{0};  ///< the manager's; 0: it has no watchdog
  Clock::time_point next_{};
  bool ready_ = false, silent_ = false;
};
