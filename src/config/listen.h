#pragma once
/// \file Where a server listens.

#include <optional>
#include <string>

namespace mien::config {

struct Listen {
  std::string address;    ///< without brackets: 127.0.0.1, ::1, localhost, a host's name
  int port = 0;           ///< up to 65535; 0: any free one
  bool loopback = false;  ///< reached from this machine alone; a name other than localhost is not
};

/// ServerConfig::listen ("127.0.0.1:8642", "[::1]:8642"); nullopt where it is none. Pure.
std::optional<Listen> parse_listen(const std::string& text, int lowest_port = 1);

}  // namespace mien::config
