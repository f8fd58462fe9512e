#pragma once
/// \file Who took a fleet's camera: a compacted topic, a camera a key. Only in builds with Kafka.

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/time.h"
#include "config/fleet_config.h"
#include "fleet/camera_claim.h"
#include "receivers/kafka_client.h"

namespace mien::fleet {

/// "mien.claims". One partition: a claim's place in it is its fence, which only grows, whichever
/// the camera and however many partitions the cameras' topic gets one day.
std::string claims_topic(const config::FleetConfig& config);

/// Used by one thread at a time.
class Claims {
 public:
  /// `host`: this one's name. Makes the topic where it is missing. Throws Error, as `take` does
  /// also where a stop is asked for while the brokers do not answer.
  Claims(const config::FleetConfig& config, std::string host, std::stop_token stop);
  ~Claims();
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;

  /// Takes cameras in the name of this host. Returns when the brokers have it; throws Error(output)
  /// where they do not: then none is taken.
  std::vector<CameraClaim> take(const std::vector<std::string>& cameras);
  /// What other hosts took since this was asked last; at first all that there is. Never waits.
  std::vector<CameraClaim> heard();

 private:
  const config::FleetConfig config_;
  const std::string host_;
  const std::stop_token stop_;
  receivers::KafkaClient writer_, reader_;
};

}  // namespace mien::fleet
