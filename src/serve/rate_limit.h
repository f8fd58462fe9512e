#pragma once
/// \file How often a client may ask.

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace mien::serve {

/// A token bucket per client: `burst` requests at once, then `per_second`. Used by one thread at a
/// time.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  RateLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  /// Takes one, or says how many seconds to wait for it (> 0).
  double take(const std::string& client, Clock::time_point now);

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

}  // namespace mien::serve
