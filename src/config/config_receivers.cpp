#include "config/config_receivers.h"

#include "config/config_tuning.h"
#include "config/secret_url.h"

namespace mien::config {

namespace {

using ReceiverReader = ConfigReader;
using Value = YamlNode;

const std::string kMechanisms[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};
const std::string kMoments[] = {"tally", "rating", "camera_lost", "camera_back"};
const std::string kTallied[] = {"people", "valence"};
inline constexpr Limit<double> kAnyNumber{-1e9, 1e9};

// `true` is enough where the system's authorities vouch.
constexpr ConfigKey<TlsConfig> kReceiverTlsKeys[] = {
    {"ca", [](const ReceiverReader& r, const Value& n, TlsConfig& t) { t.ca = r.filled_text(n); }},
    {"certificate", [](const ReceiverReader& r, const Value& n,
                       TlsConfig& t) { t.certificate = r.filled_text(n); }},
    {"key",
     [](const ReceiverReader& r, const Value& n, TlsConfig& t) { t.key = r.filled_text(n); }},
};

void read_tls(const ReceiverReader& reader, const Value& node, TlsConfig& tls) {
  if (node.kind == Value::Kind::scalar) {
    tls.on = read_flag(reader, node);
    return;
  }
  reader.section(node, "tls", kReceiverTlsKeys, tls);
  tls.on = true;
  if (tls.certificate.empty() != tls.key.empty())
    reader.fail(node.line, "tls needs both a certificate and its key, or neither",
                "write { ca: ca.pem, certificate: client.pem, key: client.key }");
}

std::string topic(const ReceiverReader& reader, const Value& node) {
  std::string text = reader.filled_text(node);
  if (text.find_first_of("+#") != std::string::npos)
    reader.fail(node.line, shown(node) + " holds a wildcard", "write a topic without + and #");
  return text;
}

constexpr ConfigKey<MqttConfig> kMqttReceiverKeys[] = {
    {"host",
     [](const ReceiverReader& r, const Value& n, MqttConfig& m) { m.host = r.filled_text(n); }},
    {"port", [](const ReceiverReader& r, const Value& n,
                MqttConfig& m) { m.port = r.integer(n, limits::kPort); }},
    {"topic_prefix",
     [](const ReceiverReader& r, const Value& n, MqttConfig& m) { m.topic_prefix = topic(r, n); }},
    {"username",
     [](const ReceiverReader& r, const Value& n, MqttConfig& m) { m.username = r.filled_text(n); }},
    {"password",
     [](const ReceiverReader& r, const Value& n, MqttConfig& m) { m.password = r.filled_text(n); }},
    {"tls", [](const ReceiverReader& r, const Value& n, MqttConfig& m) { read_tls(r, n, m.tls); }},
    {"home_assistant", [](const ReceiverReader& r, const Value& n,
                          MqttConfig& m) { m.home_assistant = read_flag(r, n); }},
    {"discovery_prefix", [](const ReceiverReader& r, const Value& n,
                            MqttConfig& m) { m.discovery_prefix = topic(r, n); }},
};

void read_brokers(const ReceiverReader& reader, const Value& node, KafkaConfig& kafka) {
  if (node.kind != Value::Kind::sequence)
    reader.fail(node.line, "expected a list of brokers, found " + shown(node),
                "write it as [kafka-1:9092, kafka-2:9092]");
  for (const Value& item : node.items) {
    kafka.brokers.push_back(reader.filled_text(item));
    if (kafka.brokers.back().find_first_of(", ") != std::string::npos)
      reader.fail(item.line, shown(item) + " is not HOST:PORT", "write one broker per item");
  }
}

constexpr ConfigKey<KafkaConfig> kKafkaKeys[] = {
    {"brokers", read_brokers},
    {"topic_prefix",
     [](const ReceiverReader& r, const Value& n, KafkaConfig& k) {
       k.topic_prefix = r.filled_text(n);
       for (const char c : k.topic_prefix)
         if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-')
           r.fail(n.line, shown(n) + " cannot begin a topic's name",
                  "write letters, digits, dots, dashes and underscores");
     }},
    {"username", [](const ReceiverReader& r, const Value& n,
                    KafkaConfig& k) { k.username = r.filled_text(n); }},
    {"password", [](const ReceiverReader& r, const Value& n,
                    KafkaConfig& k) { k.password = r.filled_text(n); }},
    {"mechanism", [](const ReceiverReader& r, const Value& n,
                     KafkaConfig& k) { k.mechanism = r.choice(n, kMechanisms); }},
    {"tls", [](const ReceiverReader& r, const Value& n, KafkaConfig& k) { read_tls(r, n, k.tls); }},
};

constexpr ConfigKey<PostgresConfig> kPostgresKeys[] = {
    {"url",
     [](const ReceiverReader& r, const Value& n, PostgresConfig& p) {
       p.url = r.filled_text(n);
       if (!p.url.starts_with("postgresql://") && !p.url.starts_with("postgres://"))
         r.fail(n.line, "sinks.postgres.url is not the address of a database",
                "write it as postgresql://user@host/database");
     }},
    {"schema",
     [](const ReceiverReader& r, const Value& n, PostgresConfig& p) {
       p.schema = r.filled_text(n);
       for (const char c : p.schema)
         if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
           r.fail(n.line, shown(n) + " is not a valid name of a schema",
                  "write lower-case letters, digits and underscores");
     }},
};

constexpr ConfigKey<WebhookRule> kRuleKeys[] = {
    {"when", [](const ReceiverReader& r, const Value& n,
                WebhookRule& w) { w.when = r.choice(n, kMoments); }},
    {"content",
     [](const ReceiverReader& r, const Value& n, WebhookRule& w) { w.content = r.filled_text(n); }},
    {"camera",
     [](const ReceiverReader& r, const Value& n, WebhookRule& w) { w.camera = r.filled_text(n); }},
    {"value", [](const ReceiverReader& r, const Value& n,
                 WebhookRule& w) { w.value = r.choice(n, kTallied); }},
    {"above", [](const ReceiverReader& r, const Value& n,
                 WebhookRule& w) { w.above = r.number(n, kAnyNumber); }},
    {"below", [](const ReceiverReader& r, const Value& n,
                 WebhookRule& w) { w.below = r.number(n, kAnyNumber); }},
};

void read_rules(const ReceiverReader& reader, const Value& node, WebhookConfig& hook) {
  if (node.kind != Value::Kind::sequence)
    reader.fail(node.line, "expected a list of rules, found " + shown(node),
                "write it as [{when: camera_lost}]");
  for (const Value& item : node.items) {
    WebhookRule& rule = hook.rules.emplace_back();
    reader.section(item, "a rule", kRuleKeys, rule);
    if (rule.when.empty())
      reader.fail(item.line, "the rule does not say when", "add when: tally, or when: camera_lost");
    const bool measured = rule.above || rule.below;
    if ((rule.when == "tally") != (measured && !rule.value.empty()))
      reader.fail(item.line, "a tally's rule, and no other, needs a value and a limit",
                  "write {when: tally, content: X, value: valence, above: 0.4}");
    if (rule.above && rule.below)
      reader.fail(item.line, "the rule has two limits", "write two rules");
  }
}

constexpr ConfigKey<WebhookConfig> kWebhookKeys[] = {
    {"url",
     [](const ReceiverReader& r, const Value& n, WebhookConfig& w) {
       w.url = r.filled_text(n);
       if (!may_carry_secrets(w.url))
         r.fail(
             n.line, "sinks.webhook.url is not https://",
             "data about a store must be encrypted on networks; http:// is for this machine only");
     }},
    {"secret", [](const ReceiverReader& r, const Value& n,
                  WebhookConfig& w) { w.secret = r.filled_text(n); }},
    {"ca",
     [](const ReceiverReader& r, const Value& n, WebhookConfig& w) { w.ca = r.filled_text(n); }},
    {"rules", read_rules},
};

}  // namespace

void read_mqtt(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks) {
  MqttConfig mqtt;
  reader.section(node, "sinks.mqtt", kMqttReceiverKeys, mqtt);
  if (mqtt.host.empty()) reader.fail(node.line, "sinks.mqtt has no host", "add host: 127.0.0.1");
  sinks.mqtt = std::move(mqtt);
}

void read_kafka(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks) {
  KafkaConfig kafka;
  reader.section(node, "sinks.kafka", kKafkaKeys, kafka);
  if (kafka.brokers.empty())
    reader.fail(node.line, "sinks.kafka has no brokers", "add brokers: [127.0.0.1:9092]");
  sinks.kafka = std::move(kafka);
}

void read_postgres(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks) {
  PostgresConfig postgres;
  reader.section(node, "sinks.postgres", kPostgresKeys, postgres);
  if (postgres.url.empty())
    reader.fail(node.line, "sinks.postgres has no url", "add url: \"{MIEN_PG}\"");
  sinks.postgres = std::move(postgres);
}

void read_webhook(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks) {
  WebhookConfig hook;
  reader.section(node, "sinks.webhook", kWebhookKeys, hook);
  const auto need = [&](bool there, const char* what, const char* remedy) {
    if (!there) reader.fail(node.line, std::string("sinks.webhook has no ") + what, remedy);
  };
  need(!hook.url.empty(), "url", "add url: https://…");
  need(!hook.secret.empty(), "secret", "add secret: \"{MIEN_HOOK}\", the key of the signature");
  need(!hook.rules.empty(), "rules", "add rules: [{when: camera_lost}]");
  sinks.webhook = std::move(hook);
}

}  // namespace mien::config
