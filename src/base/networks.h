#pragma once
/// \file Addresses and the networks that they lie in.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace mien {

/// An address of 16 bytes; IPv4 ones as ::ffff:a.b.c.d.
using Address = std::array<std::uint8_t, 16>;

/// nullopt: neither IPv4 nor IPv6.
std::optional<Address> address_of(const sockaddr& address);
std::optional<Address> parse_address(std::string_view text);

/// "10.0.0.0/8", "fd00::/8", or one address.
class AddressBlock {
 public:
  static std::optional<AddressBlock> parse(std::string_view text);
  bool contains(const Address& address) const;

 private:
  Address address_{};
  int bits_ = 128;
};

/// This machine itself, its link (where clouds keep their keys: 169.254.169.254), nobody, and many
/// at once: what no camera's address is.
bool is_never_a_camera(const Address& address);

/// May an input that came by the API be reached there? Where networks are named, in those alone;
/// else wherever a camera can be.
bool may_reach(const Address& address, std::span<const std::string> networks);

}  // namespace mien
