#include "serve/vitals.h"

#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "machine/control_group.h"
#include "machine/disk_space.h"
#include "serve/api.h"
#include "serve/metrics.h"

namespace mien::serve {

namespace {

using Value = std::optional<double>;  // none: the line is left out

Value size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  return error ? Value() : Value(static_cast<double>(bytes));
}

/// The database and what SQLite keeps beside it.
Value database_bytes(const Api& api) {
  const Value main = size_of(api.database);
  if (!main) return std::nullopt;
  return *main + size_of(api.database.string() + "-wal").value_or(0);
}

Value number(std::int64_t count) { return static_cast<double>(count); }

struct VitalMetric {
  const char *name, *type, *help;
  Value (*value)(const Api&);
};

// A new one is a line here, and where it can end badly a rule in docs/prometheus/alerts.yml.
constexpr VitalMetric kVitals[] = {
    {"mien_database_bytes", "gauge", "Size of the database, with its write-ahead log.",
     database_bytes},
    {"mien_disk_free_bytes", "gauge", "Space left on the database's disk.",
     [](const Api& a) {
       const auto disk = disk_space(a.database);
       return disk ? Value(disk->free_bytes) : Value();
     }},
    {"mien_disk_size_bytes", "gauge", "Size of the database's disk.",
     [](const Api& a) {
       const auto disk = disk_space(a.database);
       return disk ? Value(disk->size_bytes) : Value();
     }},
    {"mien_store_failing", "gauge", "1 while the database cannot be written.",
     [](const Api& a) { return Value(a.desk.trouble() ? 1 : 0); }},
    {"mien_reloads_total", "counter", "Configurations read and taken since the start.",
     [](const Api& a) { return number(a.metrics.reloads); }},
    {"mien_reloads_refused_total", "counter", "Configurations read and refused.",
     [](const Api& a) { return number(a.metrics.reloads_refused); }},
    {"mien_last_reload_refused", "gauge", "1 where the newest reload was refused.",
     [](const Api& a) { return Value(a.metrics.last_reload_refused ? 1 : 0); }},
    {"mien_cameras_configured", "gauge", "Cameras of the configuration in force.",
     [](const Api& a) {
       return number(static_cast<std::int64_t>(a.config.now()->cameras.size()));
     }},
    {"mien_open_to_this_machine", "gauge", "1 where nobody needs a token.",
     [](const Api& a) { return Value(a.gate.tokens()->open() ? 1 : 0); }},
    {"mien_threads_silent", "gauge", "Vital threads that have not responded for ten seconds.",
     [](const Api& a) {
       return a.silent_threads
                  ? number(static_cast<std::int64_t>(a.silent_threads(std::chrono::seconds(10))))
                  : Value();
     }},
    {"mien_http_memory_bytes", "gauge", "Memory of requests and responses.",
     [](const Api& a) {
       return a.http_memory ? number(static_cast<std::int64_t>(a.http_memory())) : Value();
     }},
    {"mien_memory_limit_bytes", "gauge", "Memory that the process may use.",
     [](const Api&) { return number(machine::usable_memory()); }},
    {"mien_log_lost_total", "counter", "Messages that the log's reader was too slow for.",
     [](const Api& a) { return number(static_cast<std::int64_t>(a.log.counts().lost)); }},
    {"mien_log_failed_total", "counter", "Messages that could not be written.",
     [](const Api& a) { return number(static_cast<std::int64_t>(a.log.counts().failed)); }},
};

/// Every kind, from the start: a counter that appears with its first failure has no rate.
void log_lines(std::string& text, const EventLog& log) {
  constexpr const char* kName = "mien_log_events_total";
  metric_head(text, kName, "counter", "Log events by kind and level.");
  const auto counts = log.counts();
  for (std::size_t kind = 0; kind < kLogKindNames.size(); ++kind)
    for (const LogLevel level : kLogLevels) {
      const auto found = counts.events.find({static_cast<LogKind>(kind), level});
      fmt::format_to(std::back_inserter(text), "{}{{kind=\"{}\",level=\"{}\"}} {}\n", kName,
                     kLogKindNames[kind], name_of(level),
                     found == counts.events.end() ? 0 : found->second);
    }
}

void token_lines(std::string& text, const std::vector<http::TokenUse>& uses) {
  if (uses.empty()) return;
  const auto family = [&](const char* name, const char* type, const char* help, auto value) {
    metric_head(text, name, type, help);
    for (const http::TokenUse& use : uses)
      fmt::format_to(std::back_inserter(text), "{}{{token=\"{}\",scope=\"{}\"}} {}\n", name,
                     metric_label(use.name), name_of(use.scope), value(use));
  };
  family("mien_token_uses_total", "counter", "Requests with the token since the start.",
         [](const http::TokenUse& use) { return static_cast<double>(use.uses); });
  family("mien_token_last_used_timestamp_seconds", "gauge",
         "When the token was used last; 0: not since the start.",
         [](const http::TokenUse& use) { return static_cast<double>(use.last_ms) / 1000; });
}

/// Of each receiver of results.
void receiver_lines(std::string& text, const receivers::Outward& outward) {
  const auto all = outward.status();
  if (all.empty()) return;
  const auto family = [&](const char* name, const char* type, const char* help, auto value) {
    metric_head(text, name, type, help);
    for (const receivers::OutletStatus& one : all)
      metric_sample(text, name, "sink", one.progress.sink, value(one));
  };
  family("mien_sink_waiting", "gauge", "Facts that the receiver has not got yet.",
         [](const auto& one) { return one.progress.waiting; });
  family("mien_sink_sent_total", "counter", "Facts that the receiver has acknowledged.",
         [](const auto& one) { return one.progress.sent; });
  family("mien_sink_dropped_total", "counter",
         "Facts that the receiver never got: the outbox was full, or they were too old.",
         [](const auto& one) { return one.progress.dropped; });
  family("mien_sink_failing", "gauge",
         "1 while the receiver cannot be reached or rejects what is sent.",
         [](const auto& one) { return one.trouble ? 1 : 0; });
  metric_line(text, "mien_outbox_bytes", "gauge", "Size of the facts that wait.",
              static_cast<double>(outward.counts().bytes));
  metric_line(text, "mien_outbox_lost_total", "counter",
              "Facts that could not be put into the outbox: its disk refused too long.",
              static_cast<double>(outward.counts().lost));
}

void suspended_lines(std::string& text, const Api& api) {
  constexpr const char* kName = "mien_camera_figures_suspended";
  const auto config = api.config.now();
  metric_head(text, kName, "gauge", "1 while the camera's figures are suspended.");
  for (const CameraConfig& camera : config->cameras)
    metric_sample(text, kName, "camera", camera.name,
                  api.holds.holds().suspended(camera.name) ? 1 : 0);
}

}  // namespace

std::string vital_lines(const Api& api) {
  std::string text;
  for (const VitalMetric& one : kVitals)
    if (const Value value = one.value(api)) metric_line(text, one.name, one.type, one.help, *value);
  log_lines(text, api.log);
  token_lines(text, api.gate.tokens()->uses());
  receiver_lines(text, api.outward);
  suspended_lines(text, api);
  return text;
}

}  // namespace mien::serve
