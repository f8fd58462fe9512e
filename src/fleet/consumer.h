#pragma once
/// \file What members of a consumer group have in common. Only in builds with Kafka.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "receivers/kafka_client.h"

namespace mien::fleet {

struct DestroyMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, DestroyMessage>;

inline std::string_view key_in(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.key), message.key_len};
}
/// None: the record of that key goes.
inline std::optional<std::string> value_in(const rd_kafka_message_t& message) {
  if (!message.payload) return std::nullopt;
  return std::string(static_cast<const char*>(message.payload), message.len);
}

struct DestroyTopicList {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using TopicList = std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyTopicList>;

/// Settings of a member whose offsets are not the broker's business, and which makes no topic by
/// asking for one. The client's owner is a `Member`; its rebalance(client, code, places) hears of
/// partitions that come and go, on the thread that consumes.
template <class Member>
receivers::KafkaSettings member_settings(const KafkaConfig& kafka, const std::string& group,
                                         const std::string& client_id) {
  receivers::KafkaSettings settings(kafka);
  settings.set("group.id", group);
  settings.set("client.id", client_id);
  settings.set("enable.auto.commit", "false");
  settings.set("partition.assignment.strategy", "cooperative-sticky");
  settings.set("allow.auto.create.topics", "false");
  rd_kafka_conf_set_rebalance_cb(
      settings.handle(), [](rd_kafka_t* client, rd_kafka_resp_err_t code,
                            rd_kafka_topic_partition_list_t* places, void* opaque) {
        const auto& own = *static_cast<receivers::KafkaClient*>(opaque);
        static_cast<Member*>(own.owner())->rebalance(client, code, places);
      });
  return settings;
}

/// Joins the group for a topic, or for those that fit a pattern ("^…$").
inline rd_kafka_resp_err_t subscribe(receivers::KafkaClient& client, const std::string& topic) {
  rd_kafka_poll_set_consumer(client.handle());
  const TopicList topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  return rd_kafka_subscribe(client.handle(), topics.get());
}

}  // namespace mien::fleet
