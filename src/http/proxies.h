#pragma once
/// \file Who asks, where a proxy asks for others.

#include <vector>

#include "mien/config.h"

#include "base/networks.h"
#include "http/http.h"

namespace mien::http {

/// The proxies whose word is taken. Immutable; thread-safe.
class Proxies {
 public:
  Proxies() = default;
  explicit Proxies(const ServerConfig& config);

  /// Where `head` comes from a trusted proxy: its client becomes the right-most address of the
  /// header that is no trusted proxy (what stands left of it, the client wrote itself), and
  /// `encrypted` what the proxy says. Else nothing changes: anybody can send these headers.
  void look_through(RequestHead& head) const;

 private:
  std::vector<AddressBlock> trusted_;
  bool forwarded_ = false;  ///< RFC 7239 instead of X-Forwarded-For; the other one is not looked at
};

}  // namespace mien::http
