#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/topics.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/crew.h"

namespace mien::fleet {

namespace {

constexpr int kPatienceMs = 10'000;
/// Between two looks at whether to stop.
constexpr int kLookMs = 2000, kMakeMs = 200;
constexpr std::chrono::milliseconds kAskAgain(100);

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

/// What the brokers say of a topic now; where that is nothing bad, its partitions too.
rd_kafka_resp_err_t look_at(receivers::KafkaClient& client, rd_kafka_topic_t* topic,
                            int& partitions) {
  const struct rd_kafka_metadata* raw = nullptr;
  const auto code = rd_kafka_metadata(client.handle(), 0, topic, &raw, kLookMs);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  const bool known = raw->topic_cnt == 1;
  const auto trouble = known ? raw->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  partitions = known ? raw->topics[0].partition_cnt : 0;
  rd_kafka_metadata_destroy(raw);
  return trouble;
}

bool may_pass(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT ||
         code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE;
}

}  // namespace

void fail_kafka(const KafkaConfig& config, const receivers::KafkaClient& client,
                const std::string& what) {
  const std::string more = client.words();
  throw Error(ErrorKind::output, fmt::format("Kafka {}", fmt::join(config.brokers, ",")),
              more.empty() ? what : what + ": " + more, "check the fleet's kafka section");
}

int partitions_of(const KafkaConfig& config, receivers::KafkaClient& client,
                  const std::string& name, const std::stop_token& stop) {
  const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> topic(
      rd_kafka_topic_new(client.handle(), name.c_str(), nullptr), rd_kafka_topic_destroy);
  auto code = RD_KAFKA_RESP_ERR__TIMED_OUT;
  int partitions = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
  while (std::chrono::steady_clock::now() < end && !stop.stop_requested()) {
    code = look_at(client, topic.get(), partitions);
    if (!may_pass(code)) break;
    nap(stop, kAskAgain);
  }
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return 0;
  const bool local = code < RD_KAFKA_RESP_ERR_NO_ERROR;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    fail_kafka(config, client, (local ? "" : name + ": ") + rd_kafka_err2str(code));
  return partitions;
}

void make_topic(const KafkaConfig& config, receivers::KafkaClient& client, const std::string& name,
                int partitions, const std::stop_token& stop) {
  char words[512] = "";
  rd_kafka_NewTopic_t* topic =
      rd_kafka_NewTopic_new(name.c_str(), partitions, -1, words, sizeof words);
  rd_kafka_NewTopic_set_config(topic, "cleanup.policy", "compact");
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client.handle());
  rd_kafka_CreateTopics(client.handle(), &topic, 1, nullptr, queue);
  rd_kafka_event_t* event = nullptr;
  for (int waited = 0; !event && waited < kPatienceMs && !stop.stop_requested(); waited += kMakeMs)
    event = rd_kafka_queue_poll(queue, kMakeMs);
  const std::string trouble = trouble_of(event);
  if (event) rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(topic);
  if (!trouble.empty()) fail_kafka(config, client, name + ": " + trouble);
}

}  // namespace mien::fleet
#endif
