#pragma once
/// \file Where results go besides the output folder and the database.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mien/choices.h"

namespace mien {

/// Whose results they are, where several stores are looked at together.
struct SiteConfig {
  std::string name, region;
  bool operator==(const SiteConfig&) const = default;
};

/// How a broker or a web server is trusted, and what it trusts.
struct TlsConfig {
  bool on = false;
  std::filesystem::path ca;                ///< PEM; empty: the system's authorities
  std::filesystem::path certificate, key;  ///< our own; empty: none
  bool operator==(const TlsConfig&) const = default;
};

/// Facts that wait for a receiver; what is beyond is dropped, counted and told of.
struct OutboxConfig {
  int max_mb = 1000, max_days = 7;
  double per_second = 2000;  ///< facts to each receiver, at most: what catching up may take
  bool operator==(const OutboxConfig&) const = default;
};

struct MqttConfig {
  std::string host;
  int port = 1883;
  std::string topic_prefix = "mien", username, password;
  TlsConfig tls;
  bool home_assistant = false;
  std::string discovery_prefix = "homeassistant";
  bool operator==(const MqttConfig&) const = default;
};

struct KafkaConfig {
  std::vector<std::string> brokers;
  std::string topic_prefix = "mien", username, password;
  std::string mechanism = "SCRAM-SHA-512";
  TlsConfig tls;
  bool operator==(const KafkaConfig&) const = default;
};

struct PostgresConfig {
  std::string url;  ///< libpq's: postgresql://user:password\@host/database?sslmode=verify-full
  std::string schema = "mien";
  bool operator==(const PostgresConfig&) const = default;
};

/// When somebody's web server is told.
struct WebhookRule {
  std::string when;             ///< "tally", "camera_lost", "camera_back", "rating"
  std::string content, camera;  ///< empty: any
  std::string value;            ///< of a tally: "people" or "valence"
  std::optional<double> above, below;
  bool operator==(const WebhookRule&) const = default;
};

struct WebhookConfig {
  std::string url, secret;  ///< the key of the signature (HMAC-SHA-256)
  std::filesystem::path ca;
  std::vector<WebhookRule> rules;
  bool operator==(const WebhookConfig&) const = default;
};

/// Absent ones: nowhere.
struct SinksConfig {
  std::filesystem::path jsonl;  ///< events as JSON lines; a server goes on in a file that is there
  Publish publish = Publish::cells;
  OutboxConfig outbox;
  std::optional<MqttConfig> mqtt;
  std::optional<KafkaConfig> kafka;
  std::optional<PostgresConfig> postgres;
  std::optional<WebhookConfig> webhook;
  bool operator==(const SinksConfig&) const = default;

  /// Is there a receiver beyond this machine's files?
  bool remote() const { return mqtt || kafka || postgres || webhook; }
};

}  // namespace mien
