#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/topics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

namespace mien::fleet {

namespace {

constexpr int kMakePatienceMs = 10'000;

/// Empty: the topic is there now.
std::string trouble_of(rd_kafka_event_t* event) {
  if (!event) return "does not answer";
  if (rd_kafka_event_error(event)) return rd_kafka_event_error_string(event);
  std::size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  for (std::size_t i = 0; i < count; ++i)
    if (const auto code = rd_kafka_topic_result_error(results[i]);
        code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
      return rd_kafka_topic_result_error_string(results[i]);
  return {};
}

}  // namespace

void fail_kafka(const KafkaConfig& config, const receivers::KafkaClient& client,
                const std::string& what) {
  const std::string more = client.words();
  throw Error(ErrorKind::output, fmt::format("Kafka {}", fmt::join(config.brokers, ",")),
              more.empty() ? what : what + ": " + more, "check the fleet's kafka section");
}

void make_topic(const KafkaConfig& config, receivers::KafkaClient& client, const std::string& name,
                int partitions) {
  char words[512] = "";
  rd_kafka_NewTopic_t* topic =
      rd_kafka_NewTopic_new(name.c_str(), partitions, -1, words, sizeof words);
  rd_kafka_NewTopic_set_config(topic, "cleanup.policy", "compact");
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client.handle());
  rd_kafka_CreateTopics(client.handle(), &topic, 1, nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kMakePatienceMs);
  const std::string trouble = trouble_of(event);
  if (event) rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(topic);
  if (!trouble.empty()) fail_kafka(config, client, trouble);
}

}  // namespace mien::fleet
#endif
