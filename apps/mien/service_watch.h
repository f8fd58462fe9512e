#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "base/service_manager.h"
#include "serve/service.h"

/// Tells the service manager (systemd's Type=notify, WatchdogSec) how the server does: READY once
/// its cameras run, and a sign of life as long as every thread shows one.
class ServiceWatch {
 public:
  /// `environment`: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID; without them nothing is sent.
  ServiceWatch(const std::map<std::string, std::string>& environment,
               std::function<void(const std::string&)> log);
  /// Several times a second.
  void tick(const mien::serve::Service& service);
  void stopping();

 private:
  using Clock = std::chrono::steady_clock;
  void feed(const mien::serve::Service& service);

  mien::ServiceManager manager_;
  const std::function<void(const std::string&)> log_;
  std::chrono::milliseconds patience_{0};  ///< the manager's; 0: it has no watchdog
  Clock::time_point next_{};
  bool ready_ = false, silent_ = false;
};
