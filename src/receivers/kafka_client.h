#pragma once
/// \file librdkafka's handles as objects, for producers and consumers. Only in builds with Kafka.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <librdkafka/rdkafka.h>

#include "mien/sink_config.h"

namespace mien::receivers {

/// "mien.rating" of "rating" and of "rating_undone".
std::string kafka_topic(const std::string& prefix, std::string_view kind);

/// A client's settings: brokers, user and TLS of the configuration, and what is set on top.
class KafkaSettings {
 public:
  explicit KafkaSettings(const KafkaConfig& config);
  /// Throws Error(usage) where the library does not take it.
  void set(const char* name, const std::string& value);
  rd_kafka_conf_t* handle() { return settings_.get(); }

 private:
  friend class KafkaClient;
  struct Destroy {
    void operator()(rd_kafka_conf_t* settings) const { rd_kafka_conf_destroy(settings); }
  };
  std::unique_ptr<rd_kafka_conf_t, Destroy> settings_;
};

class KafkaClient {
 public:
  /// Throws Error(usage) on settings that do not go together. Connects later.
  KafkaClient(rd_kafka_type_t type, KafkaSettings settings, void* owner = nullptr);
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  rd_kafka_t* handle() { return client_.get(); }
  /// As it was given; callbacks of the settings get this object as their opaque pointer.
  void* owner() const { return owner_; }
  /// Why a broker is not reached or says no, as the library said it last; empty: it did not.
  std::string words() const;

 private:
  struct Destroy {
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
  };
  void* const owner_;
  mutable std::mutex mutex_;
  std::string words_;  ///< guarded
  std::unique_ptr<rd_kafka_t, Destroy> client_;
};

}  // namespace mien::receivers
