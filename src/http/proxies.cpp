#include "http/proxies.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include <arpa/inet.h>

namespace mien::http {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] != separator || quoted) continue;
    parts.push_back(trimmed(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

/// `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]:80`; RFC 7239 puts them in quotes.
std::optional<Address> read_address(std::string_view text) {
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (text.starts_with('['))
    text = text.substr(1, text.find(']') - 1);
  else if (std::ranges::count(text, ':') == 1)
    text = text.substr(0, text.find(':'));
  return parse_address(text);
}

std::string text_of_address(const Address& address) {
  static const AddressBlock kMapped = *AddressBlock::parse("::ffff:0:0/96");
  char text[INET6_ADDRSTRLEN] = {};
  const bool v4 = kMapped.contains(address);
  inet_ntop(v4 ? AF_INET : AF_INET6, address.data() + (v4 ? 12 : 0), text, sizeof text);
  return text;
}

bool is_in(const Address& address, const std::vector<AddressBlock>& networks) {
  return std::ranges::any_of(networks,
                             [&](const AddressBlock& one) { return one.contains(address); });
}

bool is_loopback(const Address& address) {
  static const std::vector<AddressBlock> kLoopback{*AddressBlock::parse("127.0.0.0/8"),
                                                   *AddressBlock::parse("::1")};
  return is_in(address, kLoopback);
}

/// `for=…;proto=https` → the value of `key`; empty: it has none.
std::string_view value_of(std::string_view element, std::string_view key) {
  for (const std::string_view pair : parts_of(element, ';')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const bool same =
        std::ranges::equal(trimmed(pair.substr(0, equals)), key,
                           [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
    if (same) return trimmed(pair.substr(equals + 1));
  }
  return {};
}

}  // namespace

Proxies::Proxies(const ServerConfig& config) : forwarded_(config.proxy_header == "forwarded") {
  for (const std::string& text : config.trusted_proxies)
    if (const auto network = AddressBlock::parse(text)) trusted_.push_back(*network);
}

void Proxies::look_through(RequestHead& head) const {
  if (trusted_.empty()) return;
  const auto peer = parse_address(head.client);
  if (!peer || !is_in(*peer, trusted_)) return;
  const std::string& list = forwarded_ ? head.forwarded : head.forwarded_for;
  auto elements = parts_of(list, ',');
  const std::string_view proto =
      forwarded_ ? value_of(elements.back(), "proto") : head.forwarded_proto;
  if (proto == "https" || proto == "\"https\"") head.encrypted = true;
  Address client = *peer;
  std::ranges::reverse(elements);
  for (const std::string_view element : elements) {
    const auto address = read_address(forwarded_ ? value_of(element, "for") : element);
    if (!address) break;  // "unknown", or forged: whoever handed it on answers for it
    client = *address;
    if (!is_in(client, trusted_)) break;
  }
  head.client = text_of_address(client);
  head.loopback = is_loopback(client);
}

}  // namespace mien::http
