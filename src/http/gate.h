#pragma once
/// \file What comes in: every request passes here before its body is read.

#include <chrono>
#include <memory>
#include <mutex>
#include <span>
#include <variant>

#include "http/auth.h"
#include "http/http.h"
#include "http/rate_limit.h"
#include "http/route.h"

namespace mien::http {

/// Requests a second that one client may send, and how many at once. Clients of this machine (a
/// proxy, a gateway of tills) stand for many and may send more.
struct GateLimits {
  double per_second = 100, burst = 400;
  double local_per_second = 5000, local_burst = 10'000;
  double rating_per_second = 20, rating_burst = 2000;  ///< ratings, however many a request holds
  double local_rating_per_second = 2000, local_rating_burst = 20'000;
  double wrong_per_second = 2, wrong_burst = 20;  ///< attempts with a wrong token
};

inline constexpr std::uint64_t kBodyLimit = 1u << 20, kCsvLimit = 64u << 20;
/// Of routes that read none, and of those that anybody may send one to.
inline constexpr std::uint64_t kNoBodyLimit = 4096;

struct Admitted {
  const Route* route = nullptr;
  Request request;  ///< without its body
  std::uint64_t body_limit = kBodyLimit;
  std::chrono::seconds body_time{20};  ///< for all of the body
  bool reserved = false;  ///< whose connection is kept for: a kiosk's, a till's, an administrator's
};

/// Used by the io thread; tokens may be changed by any.
class Gate {
 public:
  Gate(std::span<const Route> routes, Tokens tokens, const GateLimits& limits = {});

  /// The request, or what it is answered instead.
  std::variant<Admitted, Response> admit(const RequestHead& head, RateLimit::Clock::time_point now);
  void set_tokens(Tokens tokens);
  std::shared_ptr<const Tokens> tokens() const;
  /// POST /login: what `token` may do. Wrong ones are counted for the client; too many are refused.
  Grant log_in(const std::string& client, std::string_view token);
  /// Ratings that were sent. Throws Refusal(429) where the client sends more than it may.
  void take_ratings(const Request& request, std::size_t ratings, RateLimit::Clock::time_point now);

 private:
  void limit_rate(const RequestHead& head, double cost, RateLimit::Clock::time_point now);
  void check_host(const RequestHead& head, const Tokens& tokens) const;
  Admitted find(const RequestHead& head) const;
  /// `by_cookie`: whether a cookie granted it.
  Grant grant_of(const RequestHead& head, const Tokens& tokens, Scope scope, bool& by_cookie);
  void count_wrong(const std::string& client);
  Grant grant_of_token(const std::string& client, std::string_view token, const Tokens& tokens);

  const std::span<const Route> routes_;
  RateLimit requests_, local_requests_;
  mutable std::mutex mutex_;  ///< of what follows
  RateLimit ratings_, local_ratings_, wrong_;
  std::shared_ptr<const Tokens> tokens_;
};

}  // namespace mien::http
