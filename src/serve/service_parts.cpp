#include "serve/service_parts.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/time.h"
#include "http/auth.h"

namespace mien::serve {

audience::StoreOptions store_options(const ServiceOptions& options) {
  return {.retention_days = options.config.retention_days,
          .log_retention_days = options.config.logs.retention_days,
          .min_audience = options.config.audience.min_audience,
          .utc_offset = options.clock};
}

receivers::OutwardOptions outward_options(const ServiceOptions& options, EventLog& log,
                                          ThreadFailed failed, oversight::CameraGate& gate) {
  return {.sinks = options.config.sinks,
          .site = options.config.site,
          .database = database_of(options.config),
          .log =
              [&log](const std::string& words, bool bad) {
                log.add(bad ? LogLevel::warning : LogLevel::info, LogKind::sink, words);
              },
          .failed = std::move(failed),
          .withheld = [&gate](const std::string& camera) { return gate.is_suspended(camera); }};
}

audience::LiveAudienceOptions live_options(const AudienceConfig& limits, WallTime base) {
  return {.limits = {.min_dwell_s = limits.min_dwell_s, .grace_s = limits.grace_s}, .base = base};
}

http::ServerLimits server_limits(const ServiceOptions& options) {
  http::ServerLimits limits = options.server;
  limits.connections = options.config.server.max_connections;
  return limits;
}

std::string url_of(const ServerConfig& config, std::uint16_t port) {
  std::string address = http::parse_listen(config.listen).address;
  if (address == "0.0.0.0" || address == "::") address = "localhost";
  if (address.find(':') != std::string::npos) address = "[" + address + "]";
  return fmt::format("{}://{}:{}", config.certificate.empty() ? "http" : "https", address, port);
}

std::string words_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const http::Refusal& refusal) {
    return refusal.where + ": " + refusal.what;
  } catch (...) {
    return mien::words_of(failure);
  }
}

Error thread_error(const std::string& thread, const std::exception_ptr& failure) {
  return {ErrorKind::internal, "thread " + thread, "ended: " + words_of(failure),
          "the program ends; its service manager starts it again"};
}

}  // namespace mien::serve
