#pragma once
/// \file How many connections are open, and whose. For server.cpp alone.

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/server.h"

namespace mien::http {

/// Open connections. Given back by whichever thread drops a seat last.
class Census {
 public:
  using Seat = std::shared_ptr<void>;
  enum class Room { yes, full, client_full };

  /// Is there room for another one of `network` (rate_limit.h)?
  Room room(const std::string& network, bool local, const ServerLimits& limits) const {
    std::lock_guard lock(mutex_);
    const auto found = clients_.find(network);
    const int from_client = found == clients_.end() ? 0 : found->second;
    if (!local && from_client >= limits.connections_per_client) return Room::client_full;
    return open_ >= limits.connections ? Room::full : Room::yes;
  }

  static Seat take(const std::shared_ptr<Census>& census, const std::string& network) {
    std::lock_guard lock(census->mutex_);
    ++census->clients_[network];
    ++census->open_;
    return Seat(census.get(), [census, network](void*) { census->give_back(network); });
  }

  int open() const {
    std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  void give_back(const std::string& network) {
    std::lock_guard lock(mutex_);
    --open_;
    if (--clients_[network] == 0) clients_.erase(network);
  }

  mutable std::mutex mutex_;
  int open_ = 0;
  std::unordered_map<std::string, int> clients_;  ///< connections by network
};

}  // namespace mien::http
