// Kafka by librdkafka: an idempotent producer that waits for all in-sync replicas.
#ifdef MIEN_WITH_KAFKA
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "receivers/kafka_client.h"
#include "receivers/outlets.h"

namespace mien::receivers {

namespace {

constexpr int kKafkaPatienceMs = 12'000;

/// What became of the messages of one `send`.
struct Outcome {
  std::size_t delivered = 0;
  std::string error;
};

void on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto& outcome = *static_cast<Outcome*>(message->_private);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    ++outcome.delivered;
  else
    outcome.error = rd_kafka_err2str(message->err);
}

class KafkaOutlet final : public outbox::Outlet {
 public:
  KafkaOutlet(KafkaConfig config, OutletInfo info)
      : config_(std::move(config)), info_(std::move(info)) {}

  void send(std::span<const outbox::Message> messages) override {
    if (!client_) connect();
    Outcome outcome;
    for (const outbox::Message& message : messages) hand_over(message, outcome);
    rd_kafka_flush(client_->handle(), kKafkaPatienceMs);
    if (outcome.delivered == messages.size()) return;
    // Reports of what is still under way must not outlive `outcome`.
    rd_kafka_purge(client_->handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(client_->handle(), kKafkaPatienceMs);
    std::string words = client_->words();
    if (words.empty())
      words = outcome.error.empty() ? "acknowledges nothing" : outcome.error;
    else if (!outcome.error.empty())
      words = outcome.error + ": " + words;
    client_.reset();  // the next one has no sequence that could be broken
    fail(words);
  }

 private:
  void connect() {
    KafkaSettings settings(config_);
    settings.set("enable.idempotence", "true");
    settings.set("acks", "all");
    settings.set("compression.codec", "zstd");
    // A batch is a fact or two, as a rule: the tables of a higher level take longer to make than
    // it.
    settings.set("compression.level", "1");
    settings.set("linger.ms", "20");
    settings.set("message.timeout.ms", "10000");
    settings.set("topic.metadata.propagation.max.ms", "3000");
    settings.set("client.id", "mien-" + info_.site.name);
    rd_kafka_conf_set_dr_msg_cb(settings.handle(), on_report);
    client_ = std::make_unique<KafkaClient>(RD_KAFKA_PRODUCER, std::move(settings));
  }

  // A fact and its taking back go the same way: same topic, same key.
  void hand_over(const outbox::Message& message, Outcome& outcome) {
    const std::string topic = kafka_topic(config_.topic_prefix, message.kind);
    const std::string key = info_.site.name + "/" + message.camera;
    for (;;) {
      const auto code = rd_kafka_producev(
          client_->handle(), RD_KAFKA_V_TOPIC(topic.c_str()),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data(), key.size()),
          RD_KAFKA_V_VALUE(const_cast<char*>(message.text.data()), message.text.size()),
          RD_KAFKA_V_OPAQUE(&outcome), RD_KAFKA_V_END);
      if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        rd_kafka_poll(client_->handle(), 100);
        continue;
      }
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR) outcome.error = rd_kafka_err2str(code);
      return;
    }
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::output, fmt::format("Kafka {}", fmt::join(config_.brokers, ",")), what,
                "check sinks.kafka: brokers, topics (docs/sinks.md), username, password and tls");
  }

  const KafkaConfig config_;
  const OutletInfo info_;
  std::unique_ptr<KafkaClient> client_;
};

}  // namespace

std::unique_ptr<outbox::Outlet> make_kafka(const KafkaConfig& config, const OutletInfo& info) {
  return std::make_unique<KafkaOutlet>(config, info);
}

}  // namespace mien::receivers
#endif
