#pragma once
/// \file Topics that keep the newest value of each key. Only in builds with Kafka.

#include <stop_token>
#include <string>

#include "receivers/kafka_client.h"

namespace mien::fleet {

/// Error(output) that names the brokers, and what they or the library said.
[[noreturn]] void fail_kafka(const KafkaConfig& config, const receivers::KafkaClient& client,
                             const std::string& what);
/// How many a topic has; 0: it is missing. `client`: one that makes no topic by asking for it.
/// Throws Error(output) where no broker answers, the topic is not to be had yet (its broker has
/// just started), a stop is asked for, or this user may not see the topic.
int partitions_of(const KafkaConfig& config, receivers::KafkaClient& client,
                  const std::string& name, const std::stop_token& stop = {});
/// Makes a compacted topic where it is missing, which takes the right to. A topic that is made by
/// asking for it would not be compacted. Throws Error(output), also where a stop is asked for.
void make_topic(const KafkaConfig& config, receivers::KafkaClient& client, const std::string& name,
                int partitions, const std::stop_token& stop = {});

}  // namespace mien::fleet
