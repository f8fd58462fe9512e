#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/collector.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/crew.h"
#include "fleet/consumer.h"
#include "fleet/offsets.h"
#include "receivers/postgres/writer.h"

namespace mien::fleet {

namespace {

using Place = std::pair<std::string, int>;  ///< topic and partition

/// A stretch of messages, and what of them is held at once: others decide how large they are.
constexpr std::size_t kBatch = 5000, kBatchBytes = 8 << 20;
constexpr const char *kHeldKbytes = "16384", *kFetchedBytes = "16777216";
constexpr std::chrono::milliseconds kWait{200};
constexpr std::chrono::minutes kSayAgain{1};
constexpr double kFirstPauseS = 1, kLongestPauseS = 30;
/// A new topic of ours is found within so long.
constexpr const char* kLookForTopicsMs = "10000";

}  // namespace

/// A connection to the broker and one to the database, until one of them fails.
class Collector::Session {
 public:
  Session(const config::HubConfig& config, Collector& owner)
      : owner_(owner),
        connection_(config.postgres.url),
        writer_(connection_, config.postgres.schema),
        offsets_(connection_, config.postgres.schema, config.group),
        client_(RD_KAFKA_CONSUMER, settings(config), this) {
    std::string kinds;
    for (const receivers::PgTable& table : receivers::pg_tables())
      kinds += (kinds.empty() ? "" : "|") + std::string(table.name);
    const std::string pattern = fmt::format("^{}\\.({})$", config.kafka->topic_prefix, kinds);
    check(subscribe(client_, pattern));
  }
  ~Session() { rd_kafka_consumer_close(client_.handle()); }

  /// One batch; false: nothing came.
  bool step() {
    const std::vector<KafkaMessage> messages = next();
    if (trouble_) fail(*trouble_);
    std::vector<std::string_view> texts;
    std::map<Place, OffsetRange> read;
    for (const KafkaMessage& message : messages) take(*message, texts, read);
    if (texts.empty()) return false;
    const std::size_t foreign = writer_.write(texts, [&] {
      for (const Place& place : anew_) offsets_.forget(place);
      offsets_.advance(read);
    });
    say_anew();
    if (const auto refusal = writer_.refusal()) say(*refusal);
    std::lock_guard lock(owner_.mutex_);
    owner_.counts_.facts += std::ssize(texts) - static_cast<std::int64_t>(foreign);
    owner_.counts_.foreign += static_cast<std::int64_t>(foreign);
    ++owner_.counts_.batches;
    return true;
  }

  // On the collector's thread, within consume and close. Where the database stands decides, not
  // what the broker was told.
  void rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code,
                 rd_kafka_topic_partition_list_t* places) {
    if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      rd_kafka_incremental_unassign(client, places);
      count(-places->cnt);
      return;
    }
    try {
      const auto known = offsets_.read();
      for (int i = 0; i < places->cnt; ++i) {
        auto& place = places->elems[i];
        const auto found = known.find({place.topic, place.partition});
        place.offset = found == known.end() ? RD_KAFKA_OFFSET_BEGINNING : found->second;
        next_[{place.topic, place.partition}] = found == known.end() ? 0 : found->second;
      }
    } catch (const Error& error) {
      trouble_ = error.what();
    }
    rd_kafka_incremental_assign(client, places);
    count(places->cnt);
  }

 private:
  receivers::KafkaSettings settings(const config::HubConfig& config) {
    auto settings = member_settings<Session>(*config.kafka, config.group, "mien-hub");
    settings.set("auto.offset.reset", "earliest");
    settings.set("queued.max.messages.kbytes", kHeldKbytes);
    settings.set("fetch.max.bytes", kFetchedBytes);
    settings.set("session.timeout.ms", "10000");
    settings.set("topic.metadata.refresh.interval.ms", kLookForTopicsMs);
    return settings;
  }

  /// What comes within `kWait`.
  std::vector<KafkaMessage> next() {
    std::vector<KafkaMessage> messages;
    const auto end = std::chrono::steady_clock::now() + kWait;
    for (std::size_t bytes = 0; messages.size() < kBatch && bytes < kBatchBytes;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          end - std::chrono::steady_clock::now());
      KafkaMessage message(rd_kafka_consumer_poll(
          client_.handle(),
          static_cast<int>(std::max(std::int64_t{0}, std::int64_t{left.count()}))));
      if (!message) break;
      bytes += message->len;
      messages.push_back(std::move(message));
    }
    return messages;
  }

  // A store that sends nothing else must not fill the log.
  void say(const std::string& refusal) {
    const auto now = std::chrono::steady_clock::now();
    if (now < say_again_) return;
    say_again_ = now + kSayAgain;
    owner_.log_("facts that the database does not accept were left out: " + refusal, true);
  }

  // A topic that was made again, or a log that lost its end. Keys keep single what is here already.
  void say_anew() {
    for (const auto& [topic, partition] : anew_)
      owner_.log_(
          fmt::format("partition {} of topic {} ends before the stored offset: the broker has "
                      "recreated it; reading it again from the beginning",
                      partition, topic),
          true);
    anew_.clear();
  }

  void count(int partitions) {
    std::lock_guard lock(owner_.mutex_);
    owner_.counts_.partitions += partitions;
  }

  void take(const rd_kafka_message_t& message, std::vector<std::string_view>& texts,
            std::map<Place, OffsetRange>& read) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      const Place place{rd_kafka_topic_name(message.rkt), message.partition};
      auto [stretch, first] = read.try_emplace(place);
      const bool anew = message.offset < next_[place];
      if (anew) anew_.insert(place);
      if (first || anew) stretch->second.first = message.offset;
      stretch->second.next = next_[place] = message.offset + 1;
      texts.emplace_back(message.payload ? static_cast<const char*>(message.payload) : "",
                         message.len);
    } else if (message.err != RD_KAFKA_RESP_ERR__PARTITION_EOF &&
               message.err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
      fail(rd_kafka_message_errstr(&message));
    }
  }

  void check(rd_kafka_resp_err_t code) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(rd_kafka_err2str(code));
  }

  [[noreturn]] void fail(const std::string& what) {
    const std::string more = client_.words();
    throw Error(ErrorKind::output, "Kafka", more.empty() ? what : what + ": " + more,
                "check the hub's kafka section");
  }

  Collector& owner_;
  receivers::PgConnection connection_;
  receivers::PgWriter writer_;
  Offsets offsets_;
  receivers::KafkaClient client_;
  std::optional<std::string> trouble_;  ///< of a rebalance
  std::map<Place, std::int64_t> next_;  ///< offset of the next message, of partitions given
  std::set<Place> anew_;                ///< of this batch: whose messages begin anew
  std::chrono::steady_clock::time_point say_again_{};
};

void Collector::run(std::stop_token stop) {
  double pause = kFirstPauseS;
  while (!stop.stop_requested()) {
    const auto before = counts().batches;
    try {
      collect(stop);
    } catch (const std::exception& error) {
      failed(error.what());
    }
    {
      std::lock_guard lock(mutex_);
      counts_.partitions = 0;
      ++counts_.restarts;
    }
    pause = counts().batches > before ? kFirstPauseS : std::min(2 * pause, kLongestPauseS);
    nap(stop, std::chrono::duration<double>(pause));
  }
}

void Collector::collect(std::stop_token stop) {
  Session session(config_, *this);
  while (!stop.stop_requested()) {
    session.step();
    if (counts().partitions > 0) well();
  }
}

CollectorCounts Collector::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

void Collector::failed(const std::string& words) {
  std::lock_guard lock(mutex_);
  if (counts_.trouble != words) log_("collecting has stopped: " + words, true);
  counts_.trouble = words;
}

void Collector::well() {
  std::lock_guard lock(mutex_);
  if (std::exchange(counts_.trouble, std::nullopt)) log_("collecting again", false);
}

}  // namespace mien::fleet
#endif
