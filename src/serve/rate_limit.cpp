#include "serve/rate_limit.h"

#include <algorithm>

namespace mien::serve {

namespace {

constexpr std::size_t kMaxClients = 16'384;

}  // namespace

double RateLimit::take(const std::string& client, Clock::time_point now) {
  Bucket& own = bucket(client, now);
  if (own.left < 1) return (1 - own.left) / per_second_;
  own.left -= 1;
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

}  // namespace mien::serve
