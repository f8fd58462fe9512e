#pragma once
/// \file The sections of `sinks` that name a receiver beyond this machine's files.

#include "mien/sink_config.h"

#include "config/config_reader.h"

namespace mien::config {

void read_mqtt(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks);
void read_kafka(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks);
void read_postgres(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks);
void read_webhook(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks);

}  // namespace mien::config
