#pragma once
/// \file The receivers of the configuration: one table.

#include <memory>
#include <string>
#include <vector>

#include "mien/sink_config.h"

#include "outbox/outlet.h"

namespace mien::receivers {

/// What a receiver is told of itself.
struct OutletInfo {
  SiteConfig site;
  std::string version;
  std::int64_t store = 0;
};

struct NamedOutlet {
  std::string name;  ///< "mqtt", …: its cursor in the outbox
  std::unique_ptr<outbox::Outlet> outlet;
};

/// Those that the configuration names, by name; nothing is connected yet.
std::vector<std::string> outlet_names(const SinksConfig& config);
/// Throws Error(usage) where this build is without one of them, or a certificate cannot be read.
std::vector<NamedOutlet> make_outlets(const SinksConfig& config, const OutletInfo& info);

std::unique_ptr<outbox::Outlet> make_mqtt(const MqttConfig& config, const OutletInfo& info);
std::unique_ptr<outbox::Outlet> make_kafka(const KafkaConfig& config, const OutletInfo& info);
std::unique_ptr<outbox::Outlet> make_postgres(const PostgresConfig& config, const OutletInfo& info);
std::unique_ptr<outbox::Outlet> make_webhook(const WebhookConfig& config, const OutletInfo& info);

}  // namespace mien::receivers
