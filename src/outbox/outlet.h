#pragma once
/// \file What a receiver of facts is to the outbox.

#include <span>
#include <stop_token>
#include <string_view>

#include "outbox/fact.h"
#include "outbox/now.h"

namespace mien::outbox {

/// One receiver: a broker, a database, somebody's web server. Used by its sender's thread alone; it
/// may block for up to some ten seconds.
class Outlet {
 public:
  virtual ~Outlet() = default;
  /// Before all else. Where `stop` is asked for later on, those that can no longer wait long for
  /// what is under way.
  virtual void heed([[maybe_unused]] const std::stop_token& stop) {}
  virtual bool wants([[maybe_unused]] std::string_view kind) const { return true; }
  /// Returns when the receiver has acknowledged all of them. Throws Error where it has not, or may
  /// not have: they are sent again then, the same keys with them. Connects where need be.
  virtual void send(std::span<const Message> messages) = 0;
  /// About once a second, whether there are facts or not. Throws as `send`.
  virtual void tend([[maybe_unused]] const Now& now) {}
};

}  // namespace mien::outbox
