#include "http/rate_limit.h"

#include <algorithm>
#include <iterator>

#include <arpa/inet.h>

namespace mien::http {

namespace {

constexpr std::size_t kMaxClients = 16'384;

}  // namespace

std::string network_of(const std::string& address) {
  in6_addr parsed;
  if (inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), &parsed) != 1)
    return address;
  std::fill(std::begin(parsed.s6_addr) + 8, std::end(parsed.s6_addr), 0);
  char text[INET6_ADDRSTRLEN];
  return std::string(inet_ntop(AF_INET6, &parsed, text, sizeof text)) + "/64";
}

double RateLimit::take(const std::string& client, Clock::time_point now, double count) {
  Bucket& own = bucket(network_of(client), now);
  const double needed = std::min(count, burst_);
  if (own.left < needed) return (needed - own.left) / per_second_;
  own.left -= count;
  return 0;
}

RateLimit::Bucket& RateLimit::bucket(const std::string& client, Clock::time_point now) {
  if (buckets_.size() >= kMaxClients && !buckets_.contains(client)) forget_full(now);
  Bucket& own = buckets_.try_emplace(client, Bucket{burst_, now}).first->second;
  const double seconds = std::chrono::duration<double>(now - own.filled).count();
  own.left = std::min(burst_, own.left + seconds * per_second_);
  own.filled = now;
  return own;
}

// Buckets that would be full by now say nothing; where all are in use, the map begins anew.
void RateLimit::forget_full(Clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const double seconds = std::chrono::duration<double>(now - entry.second.filled).count();
    return entry.second.left + seconds * per_second_ >= burst_;
  });
  if (buckets_.size() >= kMaxClients) buckets_.clear();
}

}  // namespace mien::http
