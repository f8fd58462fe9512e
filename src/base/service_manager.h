#pragma once
/// \file What a service manager is told (systemd's notification protocol, sd_notify(3)).

#include <string>
#include <string_view>
#include <utility>

namespace mien {

/// Thread-safe.
class ServiceManager {
 public:
  /// `socket`: the path of its datagram socket, or '@' and an abstract name; empty: nobody listens,
  /// and nothing is sent.
  explicit ServiceManager(std::string socket) : socket_(std::move(socket)) {}

  /// "READY=1", "WATCHDOG=1", …, several on lines of their own. Never waits. False where it was not
  /// sent.
  bool tell(std::string_view state) const;

 private:
  const std::string socket_;
};

}  // namespace mien
