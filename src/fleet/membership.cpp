#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/membership.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/crew.h"
#include "fleet/camera_topic.h"
#include "sink/kafka_client.h"

namespace mien::fleet {

namespace {

constexpr int kPollMs = 200;
constexpr double kJoinAgainS = 2;

std::string host_of(const config::FleetConfig& config) {
  if (!config.host.empty()) return config.host;
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

/// A consumer of the group, until it fails.
class Membership::Member {
 public:
  explicit Member(Membership& owner)
      : owner_(owner), client_(RD_KAFKA_CONSUMER, settings(owner.config_), this) {
    rd_kafka_poll_set_consumer(client_.handle());
    std::unique_ptr<rd_kafka_topic_partition_list_t,
                    decltype(&rd_kafka_topic_partition_list_destroy)>
        topics(rd_kafka_topic_partition_list_new(1), rd_kafka_topic_partition_list_destroy);
    rd_kafka_topic_partition_list_add(topics.get(), camera_topic(owner.config_).c_str(),
                                      RD_KAFKA_PARTITION_UA);
    const auto code = rd_kafka_subscribe(client_.handle(), topics.get());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
      throw Error(ErrorKind::output, "Kafka", rd_kafka_err2str(code), "check the fleet's file");
  }
  ~Member() { rd_kafka_consumer_close(client_.handle()); }

  void step() {
    std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
        rd_kafka_consumer_poll(client_.handle(), kPollMs), rd_kafka_message_destroy);
    if (!message) return;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
      return owner_.read_to_end(message->partition);
    if (message->err == RD_KAFKA_RESP_ERR__FATAL ||
        message->err == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
      throw Error(ErrorKind::output, "fleet", client_.words(),
                  "does another host have this name? (host: in the fleet's file)");
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return;  // librdkafka tries again by itself
    const std::string camera(static_cast<const char*>(message->key), message->key_len);
    if (!message->payload) return owner_.heard(message->partition, camera, nullptr);
    const std::string section(static_cast<const char*>(message->payload), message->len);
    owner_.heard(message->partition, camera, &section);
  }

 private:
  sink::KafkaSettings settings(const config::FleetConfig& config) {
    const int session_ms = static_cast<int>(config.session_seconds * 1000);
    sink::KafkaSettings settings(config.kafka);
    settings.set("group.id", config.group);
    settings.set("group.instance.id", host_of(config));
    settings.set("client.id", host_of(config));
    settings.set("enable.auto.commit", "false");
    settings.set("enable.partition.eof", "true");
    settings.set("partition.assignment.strategy", "cooperative-sticky");
    settings.set("session.timeout.ms", std::to_string(session_ms));
    settings.set("heartbeat.interval.ms", std::to_string(session_ms / 5));
    settings.set("reconnect.backoff.max.ms", "1000");
    settings.set("topic.metadata.refresh.interval.ms", "5000");
    settings.set("allow.auto.create.topics", "false");
    rd_kafka_conf_set_rebalance_cb(
        settings.handle(), [](rd_kafka_t* client, rd_kafka_resp_err_t code,
                              rd_kafka_topic_partition_list_t* places, void* opaque) {
          const auto& own = *static_cast<sink::KafkaClient*>(opaque);
          static_cast<Member*>(own.owner())->rebalance(client, code, places);
        });
    return settings;
  }

  // On the membership's thread. What is taken away is dropped before the group hears that it was.
  void rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code,
                 rd_kafka_topic_partition_list_t* places) {
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      for (int i = 0; i < places->cnt; ++i) places->elems[i].offset = RD_KAFKA_OFFSET_BEGINNING;
      rd_kafka_incremental_assign(client, places);
      return;
    }
    for (int i = 0; i < places->cnt; ++i) owner_.drop_partition(places->elems[i].partition);
    rd_kafka_incremental_unassign(client, places);
  }

  Membership& owner_;
  sink::KafkaClient client_;
};

void Membership::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      Member member(*this);
      while (!stop.stop_requested()) member.step();
    } catch (const Error& error) {
      hands_.log(std::string("the group cannot be joined: ") + error.what(), true);
    }
    drop_all();
    nap(stop, std::chrono::duration<double>(kJoinAgainS));
  }
}

std::set<std::string> Membership::cameras() const {
  std::lock_guard lock(mutex_);
  return cameras_;
}

void Membership::drop_partition(int partition) {
  for (const auto& [camera, section] : partitions_[partition].sections) drop(camera);
  partitions_.erase(partition);
}

void Membership::drop_all() {
  while (!partitions_.empty()) drop_partition(partitions_.begin()->first);
}

// Until a partition's end was reached once, a section may be one that was changed since.
void Membership::heard(int partition, const std::string& camera, const std::string* section) {
  Partition& own = partitions_[partition];
  if (!section) {
    if (own.sections.erase(camera) > 0 && own.read) drop(camera);
    return;
  }
  own.sections[camera] = *section;
  if (own.read) take(camera, *section);
}

void Membership::read_to_end(int partition) {
  Partition& own = partitions_[partition];
  if (std::exchange(own.read, true)) return;
  for (const auto& [camera, section] : own.sections) take(camera, section);
}

void Membership::take(const std::string& camera, const std::string& section) {
  try {
    hands_.take(camera, section);
    {
      std::lock_guard lock(mutex_);
      cameras_.insert(camera);
    }
    hands_.log(fmt::format("camera {} runs on this host now", camera), false);
  } catch (const std::exception& error) {
    hands_.log(fmt::format("camera {} cannot be taken: {}", camera, error.what()), true);
  }
}

void Membership::drop(const std::string& camera) {
  {
    std::lock_guard lock(mutex_);
    if (cameras_.erase(camera) == 0) return;
  }
  try {
    hands_.drop(camera);
    hands_.log(fmt::format("camera {} is no longer this host's", camera), false);
  } catch (const std::exception& error) {
    hands_.log(fmt::format("camera {} cannot be dropped: {}", camera, error.what()), true);
  }
}

}  // namespace mien::fleet
#endif
