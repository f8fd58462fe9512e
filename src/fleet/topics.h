#pragma once
/// \file Topics that keep the newest value of each key. Only in builds with Kafka.

#include <string>

#include "receivers/kafka_client.h"

namespace mien::fleet {

/// Error(output) that names the brokers, and what they or the library said.
[[noreturn]] void fail_kafka(const KafkaConfig& config, const receivers::KafkaClient& client,
                             const std::string& what);
/// Makes a compacted topic where it is missing. A topic that is made by asking for it would not be
/// compacted.
void make_topic(const KafkaConfig& config, receivers::KafkaClient& client, const std::string& name,
                int partitions);

}  // namespace mien::fleet
