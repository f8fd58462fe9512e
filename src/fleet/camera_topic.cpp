#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/camera_topic.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/crew.h"
#include "fleet/consumer.h"
#include "fleet/topics.h"

namespace mien::fleet {

namespace {

constexpr int kPartitions = 64, kTopicPatienceMs = 10'000, kTopicFlushMs = 200;
/// A host that went is missed after one session; the others share its cameras out after that.
constexpr double kSharingSessions = 2;
constexpr auto kAskAgain = std::chrono::milliseconds(200);

using receivers::KafkaClient;
using receivers::KafkaSettings;

FleetHost host_of(const rd_kafka_MemberDescription_t* member) {
  const char* name = rd_kafka_MemberDescription_group_instance_id(member);
  FleetHost host{.host = name ? name : rd_kafka_MemberDescription_client_id(member),
                 .address = rd_kafka_MemberDescription_host(member)};
  const auto* places =
      rd_kafka_MemberAssignment_partitions(rd_kafka_MemberDescription_assignment(member));
  for (int p = 0; places && p < places->cnt; ++p)
    host.partitions.push_back(places->elems[p].partition);
  return host;
}

/// The broker that knows the group has just begun, or is another one now.
bool is_passing(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR;
}

/// The members of the group and what each was given; none: it is being shared out right now, or its
/// broker does not know yet, and nobody is said to have anything.
std::optional<std::vector<FleetHost>> hosts_of(const config::FleetConfig& config,
                                               KafkaClient& client) {
  const char* groups[] = {config.group.c_str()};
  const std::unique_ptr<rd_kafka_queue_t, decltype(&rd_kafka_queue_destroy)> queue(
      rd_kafka_queue_new(client.handle()), rd_kafka_queue_destroy);
  rd_kafka_DescribeConsumerGroups(client.handle(), groups, 1, nullptr, queue.get());
  const std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)> event(
      rd_kafka_queue_poll(queue.get(), kTopicPatienceMs), rd_kafka_event_destroy);
  if (!event) fail_kafka(config.kafka, client, "does not answer");
  if (rd_kafka_event_error(event.get()))
    fail_kafka(config.kafka, client, rd_kafka_event_error_string(event.get()));
  std::size_t count = 0;
  const rd_kafka_ConsumerGroupDescription_t** described =
      rd_kafka_DescribeConsumerGroups_result_groups(
          rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  std::vector<FleetHost> hosts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto* error = rd_kafka_ConsumerGroupDescription_error(described[i]);
    const auto code = rd_kafka_error_code(error);  // null: none
    if (is_passing(code)) return std::nullopt;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND)
      fail_kafka(config.kafka, client, rd_kafka_error_string(error));
    const auto state = rd_kafka_ConsumerGroupDescription_state(described[i]);
    if (state == RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE ||
        state == RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE)
      return std::nullopt;
    for (std::size_t m = 0; m < rd_kafka_ConsumerGroupDescription_member_count(described[i]); ++m)
      hosts.push_back(host_of(rd_kafka_ConsumerGroupDescription_member(described[i], m)));
  }
  return hosts;
}

/// Of a new camera, and of its parts: the broker's library would take the whole key.
int partition_for(const CameraRecord& record, int partitions) {
  if (record.partition >= 0) return record.partition;
  const std::string_view camera = camera_of(record.key);
  return rd_kafka_msg_partitioner_consistent(nullptr, camera.data(), camera.size(), partitions,
                                             nullptr, nullptr);
}

/// Of a topic that is there: brokers that have just made it say for a moment that it is missing.
int partitions_made(const config::FleetConfig& config, KafkaClient& client,
                    const std::string& topic, const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTopicPatienceMs);
  while (!stop.stop_requested()) {
    if (const int partitions = partitions_of(config.kafka, client, topic, stop)) return partitions;
    if (std::chrono::steady_clock::now() > end) break;
    nap(stop, kAskAgain);
  }
  fail_kafka(config.kafka, client, "there is no topic " + topic);
}

KafkaSettings listing_settings(const config::FleetConfig& config) {
  KafkaSettings settings(config.kafka);
  settings.set("group.id", config.group + "-list");
  settings.set("enable.auto.commit", "false");
  settings.set("enable.partition.eof", "true");
  return settings;
}

/// All that the topic has now. `reader`: of `listing_settings`.
std::vector<FleetCamera> read_topic(const config::FleetConfig& config, KafkaClient& reader,
                                    int partitions, const std::stop_token& stop) {
  const std::string topic = camera_topic(config);
  rd_kafka_poll_set_consumer(reader.handle());
  const TopicList list(rd_kafka_topic_partition_list_new(partitions));
  for (int i = 0; i < partitions; ++i)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), i)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(reader.handle(), list.get());
  CameraRecords records;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTopicPatienceMs);
  std::set<int> read;  // the end of one is told again when something is added to it
  while (std::ssize(read) < partitions) {
    const KafkaMessage message(rd_kafka_consumer_poll(reader.handle(), 200));
    if (stop.stop_requested() || std::chrono::steady_clock::now() > end)
      fail_kafka(config.kafka, reader, "does not answer");
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) read.insert(message->partition);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    records.hear(key_in(*message), value_in(*message), message->partition);
  }
  rd_kafka_consumer_close(reader.handle());
  return records.all();
}

}  // namespace

std::string camera_topic(const config::FleetConfig& config) {
  return config.kafka.topic_prefix + ".cameras";
}

std::optional<std::vector<FleetCamera>> find_cameras(const config::FleetConfig& config,
                                                     const std::stop_token& stop) {
  KafkaClient reader(RD_KAFKA_CONSUMER, listing_settings(config));
  const int partitions = partitions_of(config.kafka, reader, camera_topic(config), stop);
  if (partitions == 0) return std::nullopt;
  return read_topic(config, reader, partitions, stop);
}

std::vector<FleetCamera> list_cameras(const config::FleetConfig& config,
                                      const std::stop_token& stop) {
  auto cameras = find_cameras(config, stop);
  if (!cameras)
    throw Error(ErrorKind::output, fmt::format("Kafka {}", fmt::join(config.kafka.brokers, ",")),
                "there is no topic " + camera_topic(config), "mien fleet cameras put makes it");
  return std::move(*cameras);
}

void write_cameras(const config::FleetConfig& config, const CameraChanges& changes,
                   const std::stop_token& stop) {
  KafkaSettings settings(config.kafka);
  settings.set("enable.idempotence", "true");
  settings.set("acks", "all");
  settings.set("message.timeout.ms", std::to_string(kTopicPatienceMs));
  static thread_local int delivered;
  delivered = 0;
  rd_kafka_conf_set_dr_msg_cb(settings.handle(),
                              [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
                                delivered += message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
                              });
  KafkaClient client(RD_KAFKA_PRODUCER, std::move(settings));
  const std::string topic = camera_topic(config);
  const bool anew = std::ranges::any_of(changes, [](const auto& one) { return one.partition < 0; });
  const int partitions = anew ? partitions_made(config, client, topic, stop) : 0;
  for (const CameraRecord& change : changes) {
    const auto& [key, text, own] = change;
    const int partition = partition_for(change, partitions);
    void* const value = text ? const_cast<char*>(text->data()) : nullptr;
    const std::size_t size = text ? text->size() : 0;
    rd_kafka_producev(client.handle(), RD_KAFKA_V_TOPIC(topic.c_str()),
                      RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                      RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_VALUE(value, size),
                      RD_KAFKA_V_END);
  }
  for (int waited = 0; waited < kTopicPatienceMs && !stop.stop_requested(); waited += kTopicFlushMs)
    if (rd_kafka_flush(client.handle(), kTopicFlushMs) == RD_KAFKA_RESP_ERR_NO_ERROR) break;
  if (delivered < static_cast<int>(changes.size()))
    fail_kafka(config.kafka, client,
               fmt::format("only {} of {} changes were stored", delivered, changes.size()));
}

// Once it is made it is there, whatever a broker says that has not heard of it yet: to take it for
// empty would end the pauses of all cameras that are set.
std::vector<FleetCamera> open_cameras(const config::FleetConfig& config) {
  {
    KafkaClient client(RD_KAFKA_PRODUCER, KafkaSettings(config.kafka));
    make_topic(config.kafka, client, camera_topic(config), kPartitions);
  }
  KafkaClient reader(RD_KAFKA_CONSUMER, listing_settings(config));
  const int partitions = partitions_made(config, reader, camera_topic(config), {});
  return read_topic(config, reader, partitions, {});
}

std::vector<FleetHost> list_hosts(const config::FleetConfig& config) {
  KafkaClient client(RD_KAFKA_PRODUCER, KafkaSettings(config.kafka));
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::duration<double>(kSharingSessions * config.session_seconds);
  while (std::chrono::steady_clock::now() < end) {
    if (auto hosts = hosts_of(config, client)) return std::move(*hosts);
    std::this_thread::sleep_for(kAskAgain);
  }
  throw Error(ErrorKind::output, "the fleet's group '" + config.group + "'",
              "is still sharing out its cameras, or its broker has just begun",
              "ask again in a moment");
}

}  // namespace mien::fleet
#endif
