#pragma once
/// \file From Kafka into PostgreSQL: a member of a consumer group.

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "config/hub_config.h"

namespace mien::fleet {

/// Counts since the start.
struct CollectorCounts {
  std::int64_t facts = 0;    ///< in the database
  std::int64_t foreign = 0;  ///< messages that are none of ours, left out
  std::int64_t batches = 0, restarts = 0;
  int partitions = 0;  ///< that this member has now
  std::optional<std::string> trouble;
};

/// `run` is the body of one thread. Rows and offsets are written in one transaction, so each fact
/// is there once, whatever is killed; members of the group share the partitions.
class Collector {
 public:
  using Log = std::function<void(const std::string&, bool bad)>;
  Collector(config::HubConfig config, Log log) : config_(std::move(config)), log_(std::move(log)) {}

  void run(std::stop_token stop);
  CollectorCounts counts() const;

 private:
  class Session;

  void collect(std::stop_token stop);
  void failed(const std::string& words);
  void well();

  const config::HubConfig config_;
  const Log log_;
  mutable std::mutex mutex_;
  CollectorCounts counts_;  ///< guarded
};

}  // namespace mien::fleet
