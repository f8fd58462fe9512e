#ifdef MIEN_WITH_KAFKA
#include "receivers/kafka_client.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

namespace mien::receivers {

std::string kafka_topic(const std::string& prefix, std::string_view kind) {
  constexpr std::string_view kUndone = "_undone";
  if (kind.ends_with(kUndone)) kind.remove_suffix(kUndone.size());
  return fmt::format("{}.{}", prefix, kind);
}

KafkaSettings::KafkaSettings(const KafkaConfig& config) : settings_(rd_kafka_conf_new()) {
  set("bootstrap.servers", fmt::format("{}", fmt::join(config.brokers, ",")));
  set("log_level", "0");  // what it has to say comes by the error callback
  const bool user = !config.username.empty();
  set("security.protocol",
      config.tls.on ? (user ? "sasl_ssl" : "ssl") : (user ? "sasl_plaintext" : "plaintext"));
  if (user) {
    set("sasl.mechanisms", config.mechanism);
    set("sasl.username", config.username);
    set("sasl.password", config.password);
  }
  if (!config.tls.ca.empty()) set("ssl.ca.location", config.tls.ca);
  if (!config.tls.certificate.empty()) {
    set("ssl.certificate.location", config.tls.certificate);
    set("ssl.key.location", config.tls.key);
  }
}

void KafkaSettings::set(const char* name, const std::string& value) {
  char words[512] = "";
  if (rd_kafka_conf_set(settings_.get(), name, value.c_str(), words, sizeof words) ==
      RD_KAFKA_CONF_OK)
    return;
  throw Error(ErrorKind::usage, "kafka", words, "check the kafka section of the configuration");
}

KafkaClient::KafkaClient(rd_kafka_type_t type, KafkaSettings settings, void* owner)
    : owner_(owner) {
  rd_kafka_conf_set_opaque(settings.handle(), this);
  rd_kafka_conf_set_error_cb(
      settings.handle(), [](rd_kafka_t* client, int code, const char* reason, void* self) {
        auto& own = *static_cast<KafkaClient*>(self);
        std::string words = reason;
        char fatal[512];
        if (code == RD_KAFKA_RESP_ERR__FATAL) {
          rd_kafka_fatal_error(client, fatal, sizeof fatal);
          words = fatal;
        }
        // "All brokers are down" says less than what was said of the first one.
        std::lock_guard lock(own.mutex_);
        if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || own.words_.empty()) own.words_ = words;
      });
  char words[512] = "";
  client_.reset(rd_kafka_new(type, settings.handle(), words, sizeof words));
  if (!client_)
    throw Error(ErrorKind::usage, "kafka", words, "check the kafka section of the configuration");
  (void)settings.settings_.release();  // the client's now
}

std::string KafkaClient::words() const {
  std::lock_guard lock(mutex_);
  return words_;
}

}  // namespace mien::receivers
#endif
