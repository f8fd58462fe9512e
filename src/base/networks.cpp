#include "base/networks.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/to_number.h"

namespace mien {

namespace {

constexpr int kMappedBits = 96;  // before an IPv4 address
constexpr std::string_view kNever[] = {
    "0.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "224.0.0.0/3",  // IPv4
    "::/128",
    "::1/128",
    "fe80::/10",
    "ff00::/8",
    "fd00:ec2::254/128",  // a cloud's keys again
};

Address mapped(const in_addr& address) {
  Address mapped{};
  mapped[10] = mapped[11] = 0xff;
  std::memcpy(&mapped[12], &address, 4);
  return mapped;
}

Address plain(const in6_addr& address) {
  Address bytes;
  std::memcpy(bytes.data(), &address, bytes.size());
  return bytes;
}

bool is_mapped(const Address& address) {
  return std::all_of(address.begin(), address.begin() + 10, [](auto byte) { return byte == 0; }) &&
         address[10] == 0xff && address[11] == 0xff;
}

/// IPv4 addresses that reach through IPv6: 64:ff9b::/96 (NAT64), 2002::/16 (6to4), ::a.b.c.d.
std::optional<Address> inside(const Address& address) {
  static const AddressBlock kNat64 = *AddressBlock::parse("64:ff9b::/96");
  static const AddressBlock kCompatible = *AddressBlock::parse("::/96");
  in_addr v4;
  if (kNat64.contains(address) || kCompatible.contains(address))
    std::memcpy(&v4, &address[12], 4);
  else if (address[0] == 0x20 && address[1] == 0x02)
    std::memcpy(&v4, &address[2], 4);
  else
    return std::nullopt;
  return mapped(v4);
}

}  // namespace

std::optional<Address> address_of(const sockaddr& address) {
  if (address.sa_family == AF_INET)
    return mapped(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  if (address.sa_family == AF_INET6)
    return plain(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  return std::nullopt;
}

std::optional<Address> parse_address(std::string_view text) {
  const std::string terminated(text.substr(0, text.find('%')));
  in_addr v4;
  in6_addr v6;
  if (inet_pton(AF_INET, terminated.c_str(), &v4) == 1) return mapped(v4);
  if (inet_pton(AF_INET6, terminated.c_str(), &v6) == 1) return plain(v6);
  return std::nullopt;
}

std::optional<AddressBlock> AddressBlock::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  AddressBlock network;
  network.address_ = *address;
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const bool v4 = text.find(':') == std::string_view::npos;
  const auto bits = to_number<int>(digits);
  if (!bits || *bits < 0 || *bits > (v4 ? 32 : 128)) return std::nullopt;
  network.bits_ = v4 ? kMappedBits + *bits : *bits;
  return network;
}

bool AddressBlock::contains(const Address& address) const {
  const auto bytes = static_cast<std::size_t>(bits_ / 8);
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(bytes),
                  address_.begin()))
    return false;
  const int rest = bits_ % 8;
  return rest == 0 || (address[bytes] ^ address_[bytes]) >> (8 - rest) == 0;
}

bool is_never_a_camera(const Address& address) {
  const auto holds = [](const Address& one) {
    return std::ranges::any_of(
        kNever, [&](std::string_view never) { return AddressBlock::parse(never)->contains(one); });
  };
  if (holds(address)) return true;
  if (is_mapped(address)) return false;
  const auto v4 = inside(address);
  return v4 && holds(*v4);
}

bool may_reach(const Address& address, std::span<const std::string> networks) {
  if (networks.empty()) return !is_never_a_camera(address);
  return std::ranges::any_of(networks, [&](const std::string& text) {
    const auto network = AddressBlock::parse(text);
    return network && network->contains(address);
  });
}

}  // namespace mien
