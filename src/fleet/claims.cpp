#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/claims.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "fleet/consumer.h"
#include "fleet/topics.h"

namespace mien::fleet {

namespace {

constexpr int kClaimPatienceMs = 10'000, kFlushMs = 200;
/// What is heard in one go; the rest is heard the next time.
constexpr int kHeardAtOnce = 10'000;

// A claim's place is what its delivery says.
receivers::KafkaSettings writer_settings(const config::FleetConfig& config) {
  receivers::KafkaSettings settings(config.kafka);
  settings.set("enable.idempotence", "true");
  settings.set("acks", "all");
  settings.set("message.timeout.ms", "8000");
  rd_kafka_conf_set_dr_msg_cb(settings.handle(),
                              [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
                                if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
                                  *static_cast<std::int64_t*>(message->_private) = message->offset;
                              });
  return settings;
}

receivers::KafkaSettings reader_settings(const config::FleetConfig& config) {
  receivers::KafkaSettings settings(config.kafka);
  settings.set("group.id", config.group + "-claims");
  settings.set("enable.auto.commit", "false");
  settings.set("allow.auto.create.topics", "false");
  settings.set("reconnect.backoff.max.ms", "1000");
  return settings;
}

/// None: no claim of this version.
std::optional<CameraClaim> claim_in(const rd_kafka_message_t& message) {
  if (!message.payload) return std::nullopt;
  const std::string_view text(static_cast<const char*>(message.payload), message.len);
  const auto value = nlohmann::json::parse(text, nullptr, false);
  if (!value.is_object() || !value.value("host", nlohmann::json()).is_string() ||
      !value.value("since", nlohmann::json()).is_string())
    return std::nullopt;
  const auto since = parse_time(value["since"].get<std::string>(), std::chrono::minutes(0));
  if (!since.time) return std::nullopt;
  return CameraClaim{.camera = {static_cast<const char*>(message.key), message.key_len},
                     .host = value["host"].get<std::string>(),
                     .fence = message.offset,
                     .since = *since.time};
}

}  // namespace

std::string claims_topic(const config::FleetConfig& config) {
  return config.kafka.topic_prefix + ".claims";
}

Claims::Claims(const config::FleetConfig& config, std::string host, std::stop_token stop)
    : config_(config),
      host_(std::move(host)),
      stop_(std::move(stop)),
      writer_(RD_KAFKA_PRODUCER, writer_settings(config)),
      reader_(RD_KAFKA_CONSUMER, reader_settings(config)) {
  // Where it is there, this host needs no right to make topics.
  if (partitions_of(config_.kafka, reader_, claims_topic(config_), stop_) == 0)
    make_topic(config_.kafka, writer_, claims_topic(config_), 1, stop_);
  rd_kafka_poll_set_consumer(reader_.handle());
  const TopicList all(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(all.get(), claims_topic(config_).c_str(), 0)->offset =
      RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(reader_.handle(), all.get());
}

Claims::~Claims() {
  // Reports of what is still under way must not come to a `take` that is over.
  rd_kafka_purge(writer_.handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_consumer_close(reader_.handle());
}

std::vector<CameraClaim> Claims::take(const std::vector<std::string>& cameras) {
  const std::string topic = claims_topic(config_);
  const WallTime now = wall_now();
  const std::string value = nlohmann::json{{"host", host_}, {"since", rfc3339(now)}}.dump();
  std::vector<std::int64_t> places(cameras.size(), -1);
  for (std::size_t i = 0; i < cameras.size(); ++i)
    rd_kafka_producev(writer_.handle(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                      RD_KAFKA_V_KEY(cameras[i].data(), cameras[i].size()),
                      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                      RD_KAFKA_V_OPAQUE(&places[i]), RD_KAFKA_V_END);
  auto flushed = RD_KAFKA_RESP_ERR__TIMED_OUT;
  for (int waited = 0; waited < kClaimPatienceMs && !stop_.stop_requested(); waited += kFlushMs) {
    flushed = rd_kafka_flush(writer_.handle(), kFlushMs);
    if (flushed == RD_KAFKA_RESP_ERR_NO_ERROR) break;
  }
  if (flushed != RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_purge(writer_.handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(writer_.handle(), kClaimPatienceMs);
  }
  std::vector<CameraClaim> claims;
  for (std::size_t i = 0; i < cameras.size(); ++i) {
    if (places[i] < 0) fail_kafka(config_.kafka, writer_, "a claim was not stored");
    claims.push_back({cameras[i], host_, places[i], now});
  }
  return claims;
}

std::vector<CameraClaim> Claims::heard() {
  std::vector<CameraClaim> claims;
  for (int i = 0; i < kHeardAtOnce; ++i) {
    const KafkaMessage message(rd_kafka_consumer_poll(reader_.handle(), 0));
    if (!message) break;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;  // librdkafka tries again by itself
    auto claim = claim_in(*message);
    if (claim && claim->host != host_) claims.push_back(std::move(*claim));
  }
  return claims;
}

}  // namespace mien::fleet
#endif
