#include "mien/error.h"

#include "base/whole_file.h"
#include "sink/sinks.h"

namespace mien::sink {

std::vector<std::unique_ptr<Sink>> make_configured_sinks(const SinksConfig& config) {
  std::vector<std::unique_ptr<Sink>> sinks;
  if (config.jsonl.empty()) return sinks;
  const std::filesystem::path folder = config.jsonl.parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) throw output_error(folder, "created", error.value());
  sinks.push_back(make_jsonl(config.jsonl, Former::kept));
  return sinks;
}

std::string receivers_of(const SinksConfig& config) {
  std::string names;
  const auto add = [&](bool is_there, const char* name) {
    if (is_there) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(config.mqtt.has_value(), "mqtt");
  add(config.kafka.has_value(), "kafka");
  add(config.postgres.has_value(), "postgres");
  add(config.webhook.has_value(), "webhook");
  return names;
}

std::vector<Sink*> pointers(const std::vector<std::unique_ptr<Sink>>& sinks) {
  std::vector<Sink*> all;
  for (const auto& sink : sinks) all.push_back(sink.get());
  return all;
}

}  // namespace mien::sink
