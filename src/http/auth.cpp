#include "http/auth.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "mien/error.h"

#include "config/tokens.h"
#include "http/url.h"

namespace mien::http {

namespace {

constexpr std::string_view kHashMark = "sha256:";
constexpr std::size_t kShortestToken = 16;

std::optional<Sha256> parse_hex(std::string_view hex) {
  Sha256 digest;
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const char* begin = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(begin, begin + 2, digest[i], 16);
    if (error != std::errc() || end != begin + 2) return std::nullopt;
  }
  return digest;
}

Sha256 read_token(const std::string& token, const std::string& where) {
  if (token.starts_with(kHashMark)) {
    const auto digest = parse_hex(std::string_view(token).substr(kHashMark.size()));
    if (!digest)
      throw Error(ErrorKind::usage, where, "the hash of the token is not 64 hex digits",
                  "make one with mien serve --hash-token");
    return *digest;
  }
  const auto fits = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::ranges::all_of(token, fits))
    throw Error(ErrorKind::usage, where, "the token contains a space or a character outside ASCII",
                "make one with mien serve --new-token");
  if (token.size() < kShortestToken)
    throw Error(ErrorKind::usage, where, "the token is shorter than 16 characters",
                "make one with mien serve --new-token");
  return sha256_of(token);
}

}  // namespace

std::string hashed(std::string_view token) {
  return std::string(kHashMark) + sha256_of_text(token);
}

std::string new_token() {
  static constexpr char kSigns[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  unsigned char bytes[43];
  if (RAND_bytes(bytes, sizeof bytes) != 1)
    throw Error(ErrorKind::internal, "random numbers", "the system provided none");
  std::string token;
  for (const unsigned char byte : bytes) token.push_back(kSigns[byte & 63]);
  return token;
}

Tokens::Tokens(const ServerConfig& config) {
  for (const TokenConfig& token : config::tokens_of(config)) {
    const std::string where = "server.tokens: " + token.name;
    const Sha256 digest = read_token(token.secret, where);
    if (std::ranges::find(entries_, digest, &Entry::digest) != entries_.end())
      throw Error(ErrorKind::usage, where, "another entry has the same token",
                  "choose a token for each: mien token new");
    entries_.push_back({.name = token.name,
                        .scope = token.scope,
                        .revoked = token.revoked,
                        .digest = digest,
                        .uses = std::make_shared<Uses>()});
  }
  const bool none = config::without_tokens(config);
  const bool loopback = parse_listen(config.listen).loopback;
  open_ = none && loopback;
  if (none && !loopback)
    throw Error(ErrorKind::usage, "server.listen",
                "other machines can connect to " + config.listen + " and no token is set",
                "set server.token (mien serve --new-token makes one), or listen on 127.0.0.1");
}

bool Tokens::has_admin() const {
  return std::ranges::any_of(
      entries_, [](const Entry& one) { return one.scope == TokenScope::admin && !one.revoked; });
}

// Every entry is compared, whole: neither which one it is nor how much of it is right shows in the
// time.
const Tokens::Entry* Tokens::find(std::string_view token) const {
  const Sha256 digest = sha256_of(token);
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {
    const bool same = CRYPTO_memcmp(digest.data(), entry.digest.data(), digest.size()) == 0;
    found = same ? &entry : found;
  }
  return found;
}

std::optional<Grant> Tokens::grant_of(std::string_view token) const {
  const Entry* entry = find(token);
  if (!entry || entry->revoked) return std::nullopt;
  using namespace std::chrono;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  entry->uses->last_ms.store(now, std::memory_order_relaxed);
  entry->uses->count.fetch_add(1, std::memory_order_relaxed);
  const bool admin = entry->scope == TokenScope::admin;
  return Grant{.read = admin || entry->scope == TokenScope::read,
               .rate = admin || entry->scope == TokenScope::rate,
               .admin = admin,
               .token = entry->name};
}

std::optional<std::string> Tokens::revoked(std::string_view token) const {
  const Entry* entry = find(token);
  return entry && entry->revoked ? std::optional(entry->name) : std::nullopt;
}

std::vector<TokenUse> Tokens::uses() const {
  std::vector<TokenUse> all;
  for (const Entry& entry : entries_)
    all.push_back({.name = entry.name,
                   .scope = entry.scope,
                   .revoked = entry.revoked,
                   .uses = entry.uses->count.load(std::memory_order_relaxed),
                   .last_ms = entry.uses->last_ms.load(std::memory_order_relaxed)});
  return all;
}

void Tokens::count_on(const Tokens& before) {
  for (Entry& entry : entries_)
    for (const Entry& old : before.entries_)
      if (old.digest == entry.digest) entry.uses = old.uses;
}

std::optional<std::string> cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    std::string_view pair = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(name) && pair.size() > name.size() && pair[name.size()] == '=')
      return percent_decode(pair.substr(name.size() + 1), false);
  }
  return std::nullopt;
}

config::Listen parse_listen(const std::string& text) {
  if (auto listen = config::parse_listen(text, 0)) return *std::move(listen);
  throw Error(ErrorKind::usage, "server.listen", "'" + text + "' is not ADDRESS:PORT",
              "write for example 127.0.0.1:8642");
}

}  // namespace mien::http
