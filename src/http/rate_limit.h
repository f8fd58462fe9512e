#pragma once
/// \file How often a client may ask.

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace mien::http {

/// Who counts as one client: an IPv4 address, and of IPv6 the /64 that one household or office has
/// to itself.
std::string network_of(const std::string& address);

/// A token bucket per client: `burst` requests at once, then `per_second`. Used by one thread at a
/// time.
/// Clients are told apart by `network_of`.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  RateLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  /// Takes `count`, or says how many seconds to wait for them (> 0). More than a burst at once is
  /// taken where a whole burst is there, and paid for afterwards.
  double take(const std::string& client, Clock::time_point now, double count = 1);

 private:
  struct Bucket {
    double left;
    Clock::time_point filled;
  };
  Bucket& bucket(const std::string& client, Clock::time_point now);
  void forget_full(Clock::time_point now);

  const double per_second_, burst_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace mien::http
