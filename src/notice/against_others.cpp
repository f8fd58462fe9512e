// Measures on who may do what, and on who sees it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "config/listen.h"
#include "config/tokens.h"
#include "notice/against.h"

namespace mien::notice::against {

namespace {

constexpr int kHalfAYear = 183;  // days: Art. 19(1), 26(6)

bool on_this_machine(std::string_view address) {
  for (const char* own : {"127.0.0.1", "localhost", "[::1]"})
    if (address.find(own) != std::string_view::npos) return true;
  return address == "::1";
}

/// Receivers that are elsewhere and are told in the clear. A webhook's address is https:// or here.
std::vector<std::string> in_the_clear(const SinksConfig& sinks) {
  std::vector<std::string> open;
  if (sinks.mqtt && !sinks.mqtt->tls.on && !on_this_machine(sinks.mqtt->host))
    open.emplace_back("mqtt");
  if (sinks.kafka && !sinks.kafka->tls.on)
    for (const std::string& broker : sinks.kafka->brokers)
      if (!on_this_machine(broker) && (open.empty() || open.back() != "kafka"))
        open.emplace_back("kafka");
  if (sinks.postgres && !on_this_machine(sinks.postgres->url)) {
    const std::string& url = sinks.postgres->url;
    if (url.find("sslmode=require") == std::string::npos &&
        url.find("sslmode=verify-") == std::string::npos)
      open.emplace_back("postgres");
  }
  return open;
}

}  // namespace

RiskMeasure overseer(const RunConfig& config) {
  const std::string& name = config.server.overseer;
  return {"Somebody is named who watches over the cameras", "server.overseer",
          name.empty() ? nlohmann::json() : nlohmann::json(name), name.empty() ? "nobody" : name,
          name.empty() ? "nobody is named" : ""};
}

RiskMeasure audit_kept(const RunConfig& config) {
  const int days = config.logs.retention_days;
  return {"Who changed, paused, confirmed or viewed something is kept for", "logs.retention_days",
          days, days > 0 ? counted(days, "day") : std::string("no limit"),
          days > 0 && days < kHalfAYear
              ? "shorter than the six months of Art. 19 and 26(6): 183 days"
              : ""};
}

RiskMeasure tokens(const RunConfig& config) {
  nlohmann::json value = nlohmann::json::array();
  std::vector<std::string> words;
  for (const TokenConfig& token : config::tokens_of(config.server)) {
    value.push_back(
        {{"name", token.name}, {"scope", name_of(token.scope)}, {"revoked", token.revoked}});
    words.push_back(fmt::format("{} ({}{})", token.name, name_of(token.scope),
                                token.revoked ? ", revoked" : ""));
  }
  const bool none = config::without_tokens(config.server);
  return {"Everyone who reads, rates or administers needs a token of that scope", "server.tokens",
          value, words.empty() ? std::string("none") : fmt::format("{}", fmt::join(words, ", ")),
          none ? "no token: whoever uses this machine may read and rate" : ""};
}

RiskMeasure encrypted(const RunConfig& config) {
  const auto listen = config::parse_listen(config.server.listen, 0);
  const bool here = listen && listen->loopback, own = !config.server.certificate.empty();
  const char* now = own ? "on" : here ? "off, and this machine alone is served" : "off";
  return {"What the server sends crosses the network encrypted", "server.tls", own, now,
          own || here ? ""
                      : "tokens and figures cross the network unencrypted, unless a proxy in front "
                        "of the server encrypts them"};
}

RiskMeasure receivers_encrypted(const RunConfig& config) {
  const auto open = in_the_clear(config.sinks);
  const char* now = !config.sinks.remote() ? "no receiver" : open.empty() ? "all" : "not all";
  return {"What leaves the store crosses the network encrypted",
          "sinks.*.tls",
          {{"in_the_clear", open}},
          now,
          open.empty() ? "" : fmt::format("without TLS: {}", fmt::join(open, ", "))};
}

RiskMeasure receivers_wait(const RunConfig& config) {
  const int days = config.sinks.outbox.max_days;
  return {"What waits for a receiver that cannot be reached is dropped after",
          "sinks.outbox.max_days", days, counted(days, "day"), ""};
}

RiskMeasure api_cameras(const RunConfig& config) {
  const CameraInputs& inputs = config.server.camera_inputs;
  return {"Cameras that are named over the API are no file, no device and not this machine",
          "server.camera_inputs",
          {{"folders", inputs.folders}, {"networks", inputs.networks}},
          inputs.networks.empty() ? std::string("any network but this machine's own link")
                                  : fmt::format("{}", fmt::join(inputs.networks, ", ")),
          inputs.folders.empty() ? ""
                                 : fmt::format("administrators may name what lies under {}",
                                               fmt::join(inputs.folders, ", "))};
}

RiskMeasure fewer_refused(const RunConfig& config) {
  const bool allowed = config.reload.allow_fewer;
  return {"A file with fewer cameras, tokens, masks or staff zones is refused while it runs",
          "reload.allow_fewer", allowed, allowed ? "on" : "off",
          allowed ? "a file that lost masks, staff zones or tokens is taken as it is" : ""};
}

}  // namespace mien::notice::against
