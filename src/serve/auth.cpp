#include "serve/auth.h"

#include <algorithm>
#include <charconv>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "mien/error.h"

#include "serve/url.h"

namespace mien::serve {

namespace {

constexpr std::string_view kHashMark = "sha256:";
constexpr std::size_t kShortestToken = 16;

std::optional<Digest> parse_hex(std::string_view hex) {
  Digest digest;
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const char* begin = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(begin, begin + 2, digest[i], 16);
    if (error != std::errc() || end != begin + 2) return std::nullopt;
  }
  return digest;
}

std::optional<Digest> read_token(const std::string& token, const char* where) {
  if (token.empty()) return std::nullopt;
  if (token.starts_with(kHashMark)) {
    const auto digest = parse_hex(std::string_view(token).substr(kHashMark.size()));
    if (!digest)
      throw Error(ErrorKind::usage, where, "the hash of the token is not 64 hex digits",
                  "make one with mien serve --hash-token");
    return digest;
  }
  const auto fits = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::ranges::all_of(token, fits))
    throw Error(ErrorKind::usage, where, "the token holds a blank or a sign beyond ASCII",
                "make one with mien serve --new-token");
  if (token.size() < kShortestToken)
    throw Error(ErrorKind::usage, where, "the token is shorter than 16 signs",
                "make one with mien serve --new-token");
  return digest_of(token);
}

}  // namespace

Digest digest_of(std::string_view token) {
  Digest digest;
  unsigned size = 0;
  if (EVP_Digest(token.data(), token.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw Error(ErrorKind::internal, "SHA-256", "could not be computed");
  return digest;
}

std::string hashed(std::string_view token) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(kHashMark);
  for (const unsigned char byte : digest_of(token))
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

std::string new_token() {
  static constexpr char kSigns[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  unsigned char bytes[43];
  if (RAND_bytes(bytes, sizeof bytes) != 1)
    throw Error(ErrorKind::internal, "random numbers", "the system gave none");
  std::string token;
  for (const unsigned char byte : bytes) token.push_back(kSigns[byte & 63]);
  return token;
}

Tokens::Tokens(const ServerConfig& config)
    : read_(read_token(config.read_token, "server.tokens.read")),
      rate_(read_token(config.rate_token, "server.tokens.rate")),
      admin_(read_token(config.admin_token, "server.token")) {
  const bool none = !read_ && !rate_ && !admin_;
  const bool loopback = parse_listen(config.listen).loopback;
  open_ = none && loopback;
  if (none && !loopback)
    throw Error(ErrorKind::usage, "server.listen",
                "other machines could connect to " + config.listen + " and no token is set",
                "set server.token (mien serve --new-token makes one), or listen on 127.0.0.1");
}

std::optional<Grant> Tokens::grant_of(std::string_view token) const {
  const Digest digest = digest_of(token);
  const auto equals = [&](const std::optional<Digest>& own) {
    static constexpr Digest kNone{};
    const Digest& other = own ? *own : kNone;
    return (CRYPTO_memcmp(digest.data(), other.data(), digest.size()) == 0) & own.has_value();
  };
  const bool admin = equals(admin_), read = equals(read_), rate = equals(rate_);
  if (!admin && !read && !rate) return std::nullopt;
  return Grant{.read = read || admin, .rate = rate || admin, .admin = admin};
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

runtime::Listen parse_listen(const std::string& text) {
  if (auto listen = runtime::parse_listen(text, 0)) return *std::move(listen);
  throw Error(ErrorKind::usage, "server.listen", "'" + text + "' is not ADDRESS:PORT",
              "write for example 127.0.0.1:8642");
}

}  // namespace mien::serve
