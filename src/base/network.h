#pragma once
/// \file Addresses and networks of IP.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace mien {

/// An address; IPv4 as ::ffff:a.b.c.d, so that both compare.
using IpAddress = std::array<std::uint8_t, 16>;
/// nullopt where it is none (names, ports and zones are none). Pure.
std::optional<IpAddress> parse_ip(const std::string& text);

struct Network {
  IpAddress address{};
  int bits = 128;  ///< of the prefix, of 128
  bool contains(const IpAddress& one) const;
};
/// "10.0.0.0/8", "fd00::/8", or one address. nullopt where it is none, or where bits beyond the
/// prefix are set ("10.0.0.1/8" is a slip). Pure.
std::optional<Network> parse_network(const std::string& text);

bool is_in(const IpAddress& address, std::span<const Network> networks);
/// 127.0.0.0/8 or ::1.
bool is_loopback(const IpAddress& address);

}  // namespace mien
