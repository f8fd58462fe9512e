#pragma once
/// \file Who may do what: tokens, hashed, compared in constant time.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"

#include "base/sha256.h"
#include "config/listen.h"
#include "http/http.h"

namespace mien::http {

/// "sha256:" and 64 hex digits: how a token may stand in the configuration.
std::string hashed(std::string_view token);
/// 32 random bytes as 43 letters and digits (base64url).
std::string new_token();

/// What is known of a token, without the token.
struct TokenUse {
  std::string name;
  TokenScope scope;
  bool revoked = false;
  std::uint64_t uses = 0;    ///< requests since the start
  std::int64_t last_ms = 0;  ///< of the last one, since 1970; 0: none since the start
};

/// The tokens of a configuration. Thread-safe; only their uses change.
class Tokens {
 public:
  Tokens() = default;
  /// Throws Error(usage) where a hash is malformed, a token is short or cannot be sent in a header,
  /// two are the same, or the server would listen beyond this machine without any.
  explicit Tokens(const ServerConfig& config);

  /// Nobody needs a token to read and rate: none is configured, and only this machine can connect.
  bool open() const { return open_; }
  bool has_admin() const;
  /// What `token` may do, and its name; nullopt: it is none of ours, or was revoked. Takes the same
  /// time for every token.
  std::optional<Grant> grant_of(std::string_view token) const;
  /// The name of a revoked token; nullopt: it is none.
  std::optional<std::string> revoked(std::string_view token) const;

  /// In the file's order.
  std::vector<TokenUse> uses() const;
  /// From now on uses are counted on where `before` stood, for tokens that both have.
  void count_on(const Tokens& before);

 private:
  struct Uses {
    std::atomic<std::uint64_t> count{0};
    std::atomic<std::int64_t> last_ms{0};
  };
  struct Entry {
    std::string name;
    TokenScope scope;
    bool revoked = false;
    Sha256 digest{};
    std::shared_ptr<Uses> uses;
  };
  const Entry* find(std::string_view token) const;

  std::vector<Entry> entries_;
  bool open_ = false;
};

/// The value of a cookie ("a=1; b=2"), decoded; nullopt: it is not there.
std::optional<std::string> cookie_value(std::string_view cookies, std::string_view name);
inline constexpr std::string_view kTokenCookie = "mien_token";

/// The address to listen on; port 0 is a free one. Throws Error(usage).
config::Listen parse_listen(const std::string& text);

}  // namespace mien::http
