#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/membership.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/crew.h"
#include "fleet/camera_topic.h"
#include "fleet/claims.h"
#include "fleet/consumer.h"
#include "fleet/fleet_holds.h"

namespace mien::fleet {

namespace {

constexpr int kPollMs = 200;
constexpr double kJoinAgainS = 2;
constexpr std::chrono::seconds kTakeAgain{5};

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
  Member(Membership& owner, const std::stop_token& stop)
      : owner_(owner),
        claims_(owner.config_, host_of(owner.config_), stop),
        client_(RD_KAFKA_CONSUMER, settings(owner.config_), this) {
    const auto code = subscribe(client_, camera_topic(owner.config_));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
      throw Error(ErrorKind::output, "Kafka", rd_kafka_err2str(code), "check the fleet's file");
  }
  ~Member() { rd_kafka_consumer_close(client_.handle()); }

  void step() {
    if (const auto others = claims_.heard(); !others.empty()) owner_.hands_.claimed(others, false);
    const KafkaMessage message(rd_kafka_consumer_poll(client_.handle(), kPollMs));
    if (!message) return;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
      return owner_.read_to_end(claims_, message->partition);
    if (message->err == RD_KAFKA_RESP_ERR__FATAL ||
        message->err == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
      throw Error(ErrorKind::output, "fleet", client_.words(),
                  "does another host have this name? (host: in the fleet's file)");
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return;  // librdkafka tries again by itself
    owner_.heard(claims_, message->partition, key_in(*message), value_in(*message));
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

 private:
  receivers::KafkaSettings settings(const config::FleetConfig& config) {
    const int session_ms = static_cast<int>(config.session_seconds * 1000);
    const std::string host = host_of(config);
    auto settings = member_settings<Member>(config.kafka, config.group, host);
    settings.set("group.instance.id", host);
    settings.set("enable.partition.eof", "true");
    settings.set("session.timeout.ms", std::to_string(session_ms));
    settings.set("heartbeat.interval.ms", std::to_string(session_ms / 5));
    settings.set("reconnect.backoff.max.ms", "1000");
    settings.set("topic.metadata.refresh.interval.ms", "5000");
    return settings;
  }

  Membership& owner_;
  Claims claims_;
  receivers::KafkaClient client_;
};

void Membership::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      Member member(*this, stop);
      while (!stop.stop_requested()) {
        member.step();
        if (again_.exchange(false)) take_all();
        take_untaken();
      }
    } catch (const std::exception& error) {
      if (!stop.stop_requested())
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
  for (const FleetCamera& camera : partitions_[partition].records.all()) drop(camera.name);
  partitions_.erase(partition);
}

void Membership::drop_all() {
  while (!partitions_.empty()) drop_partition(partitions_.begin()->first);
}

// Until a partition's end was reached once, a record may be one that was changed since.
void Membership::heard(Claims& claims, int partition, std::string_view key,
                       std::optional<std::string> value) {
  Partition& own = partitions_[partition];
  const auto [name, was] = own.records.hear(key, std::move(value), partition);
  if (!own.read) return;
  const auto camera = own.records.find(name);
  if (!camera && was) drop(name);
  if (!camera) return;
  if (!was) claim(claims, {name});
  take(name, camera->section);
}

void Membership::read_to_end(Claims& claims, int partition) {
  Partition& own = partitions_[partition];
  if (std::exchange(own.read, true)) return;
  std::vector<std::string> cameras;
  for (const FleetCamera& camera : own.records.all()) cameras.push_back(camera.name);
  claim(claims, cameras);
  for (const FleetCamera& camera : own.records.all()) take(camera.name, camera.section);
}

void Membership::take_all() {
  for (const auto& [number, partition] : partitions_)
    if (partition.read)
      for (const FleetCamera& camera : partition.records.all()) take(camera.name, camera.section);
}

// A database that was locked or a disk that was full holds a camera up for as long, not for ever.
// One at a time: each may wait for the database, and the group must hear of this host meanwhile.
void Membership::take_untaken() {
  if (untaken_.empty() || std::chrono::steady_clock::now() < try_again_) return;
  auto next = untaken_.upper_bound(tried_);
  if (next == untaken_.end()) next = untaken_.begin();
  tried_ = next->first;
  std::optional<FleetCamera> camera;
  for (const auto& [number, partition] : partitions_)
    if (partition.read && !camera) camera = partition.records.find(tried_);
  if (!camera) return void(untaken_.erase(tried_));
  take(camera->name, camera->section);
  if (untaken_.contains(tried_)) try_again_ = std::chrono::steady_clock::now() + kTakeAgain;
}

// Where the brokers do not take the claim this throws, and the group is joined anew: a camera
// without one could be counted twice.
void Membership::claim(Claims& claims, const std::vector<std::string>& cameras) {
  if (!cameras.empty()) hands_.claimed(claims.take(cameras), true);
}

// Of one whose pause or notice cannot be read nothing runs; what else is wrong leaves it as it was.
void Membership::take(const std::string& camera, const std::string& section) {
  bool readable = false;
  try {
    (void)read_fleet_value(camera, section);
    readable = true;
    hands_.take(camera, section);
    untaken_.erase(camera);
    {
      std::lock_guard lock(mutex_);
      cameras_.insert(camera);
    }
    hands_.log(fmt::format("camera {} is this host's now", camera), false);
  } catch (const std::exception& error) {
    const auto told = untaken_.find(camera);
    const bool news = told == untaken_.end() || told->second != error.what();
    if (!readable) drop(camera);
    untaken_[camera] = error.what();
    if (news) hands_.log(fmt::format("camera {} cannot be taken: {}", camera, error.what()), true);
  }
}

void Membership::drop(const std::string& camera) {
  untaken_.erase(camera);
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
