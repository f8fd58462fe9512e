#include "base/network.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace mien {

namespace {

constexpr int kBits = 128, kMappedBits = 96;  // of an IPv4 address within an IPv6 one

bool is_v4(const std::string& text) { return text.find(':') == std::string::npos; }

}  // namespace

std::optional<IpAddress> parse_ip(const std::string& text) {
  IpAddress address{};
  if (!is_v4(text))
    return inet_pton(AF_INET6, text.c_str(), address.data()) == 1 ? std::optional(address)
                                                                  : std::nullopt;
  address[10] = address[11] = 0xff;
  return inet_pton(AF_INET, text.c_str(), address.data() + 12) == 1 ? std::optional(address)
                                                                    : std::nullopt;
}

bool Network::contains(const IpAddress& one) const {
  for (int bit = 0; bit < bits; bit += 8) {
    const auto at = static_cast<std::size_t>(bit / 8);
    const int left = std::min(8, bits - bit);
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - left));
    if ((one[at] & mask) != (address[at] & mask)) return false;
  }
  return true;
}

std::optional<Network> parse_network(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{.address = *address};
  if (slash == std::string::npos) return network;
  const char *begin = text.data() + slash + 1, *end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(begin, end, network.bits);
  const int longest = is_v4(text) ? kBits - kMappedBits : kBits;
  if (error != std::errc() || stop != end || network.bits < 0 || network.bits > longest)
    return std::nullopt;
  if (is_v4(text)) network.bits += kMappedBits;
  for (int bit = network.bits; bit < kBits; ++bit)
    if (network.address[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1)
      return std::nullopt;
  return network;
}

bool is_in(const IpAddress& address, std::span<const Network> networks) {
  return std::ranges::any_of(networks, [&](const Network& one) { return one.contains(address); });
}

bool is_loopback(const IpAddress& address) {
  static const Network kLoopback[] = {*parse_network("127.0.0.0/8"), *parse_network("::1")};
  return is_in(address, kLoopback);
}

}  // namespace mien
