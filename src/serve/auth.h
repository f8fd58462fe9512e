#pragma once
/// \file Who may do what: tokens, hashed, compared in constant time.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "mien/config.h"

#include "runtime/listen.h"
#include "serve/http.h"

namespace mien::serve {

/// SHA-256.
using Digest = std::array<unsigned char, 32>;
Digest digest_of(std::string_view token);

/// "sha256:" and 64 hex digits: how a token may stand in the configuration.
std::string hashed(std::string_view token);
/// 32 random bytes as 43 letters and digits (base64url).
std::string new_token();

/// The tokens of a configuration. Immutable; thread-safe.
class Tokens {
 public:
  Tokens() = default;
  /// Throws Error(usage) where a hash is malformed, a token is short or cannot be sent in a header,
  /// or the server would listen beyond this machine without any.
  explicit Tokens(const ServerConfig& config);

  /// Nobody needs a token to read and rate: none is configured, and only this machine can connect.
  bool open() const { return open_; }
  bool has_admin() const { return admin_.has_value(); }
  /// What `token` may do; nullopt: it is none of ours. Takes the same time for every token.
  std::optional<Grant> grant_of(std::string_view token) const;

 private:
  std::optional<Digest> read_, rate_, admin_;
  bool open_ = false;
};

/// The value of a cookie ("a=1; b=2"), decoded; nullopt: it is not there.
std::optional<std::string> cookie_value(std::string_view cookies, std::string_view name);
inline constexpr std::string_view kTokenCookie = "mien_token";

/// The address to listen on; port 0 is a free one. Throws Error(usage).
runtime::Listen parse_listen(const std::string& text);

}  // namespace mien::serve
