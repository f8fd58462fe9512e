#include <algorithm>
#include <filesystem>
#include <system_error>

#include "mien/version.h"

#include "embedded/serve_assets.h"
#include "http/refusals.h"
#include "http/url.h"
#include "serve/answers.h"
#include "serve/answers_json.h"
#include "serve/query.h"
#include "serve/store_metrics.h"
#include "serve/vitals.h"

namespace mien::serve {

namespace {

constexpr int kAdminSeconds = 12 * 3600, kOtherSeconds = 365 * 86400;

// Where the configuration names none it is this machine's, as far as that has a name.
std::string store_zone(const AudienceConfig& audience) {
  if (!audience.time_zone.empty()) return audience.time_zone;
  std::error_code none;
  const std::string link = std::filesystem::read_symlink("/etc/localtime", none).string();
  constexpr std::string_view kFolder = "zoneinfo/";
  const std::size_t at = link.find(kFolder);
  return at == std::string::npos ? std::string() : link.substr(at + kFolder.size());
}

std::string cookie(const std::string& value, int seconds, bool secure) {
  return std::string(http::kTokenCookie) + "=" + value +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds) +
         (secure ? "; Secure" : "");
}

Json scopes_of(const http::Grant& grant) {
  Json scopes = Json::array();
  if (grant.read) scopes.push_back("read");
  if (grant.rate) scopes.push_back("rate");
  if (grant.admin) scopes.push_back("admin");
  return scopes;
}

const char* widest(const http::Grant& grant) {
  return grant.admin ? "admin" : grant.read ? "read" : "rate";
}

http::Grant logged_in(Api& api, const http::Request& request, const std::string& token) {
  try {
    return api.gate.log_in(request.client, token);
  } catch (const http::Refusal&) {
    http::note_wrong_token(api.log, *api.gate.tokens(), token, request.client);
    throw;
  }
}

}  // namespace

http::Response answer_health(Api&, const http::Request&) {
  return json_response({{"status", "ok"}});
}

http::Response answer_ready(Api& api, const http::Request&) {
  Json reasons = Json::array();
  if (!api.cameras.get()) reasons.push_back("the models are being loaded");
  if (api.desk.trouble()) reasons.push_back("the database cannot be written");
  if (reasons.empty()) return json_response({{"status", "ok"}});
  return json_response({{"status", "not ready"}, {"reasons", reasons}}, 503);
}

http::Response answer_metrics(Api& api, const http::Request& request) {
  const audience::StoreDeskCounts counts = api.desk.counts();
  api.metrics.ratings = counts.ratings;
  api.metrics.exposures = counts.exposures;
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = api.metrics.text(api.cameras.states(), api.events.dropped(),
                                   may_see_the_moment(api, request)) +
                  store_lines(counts) + vital_lines(api)};
}

http::Response answer_openapi(Api&, const http::Request&) {
  return {.fixed = embedded::openapi_json};
}

http::Response answer_status(Api& api, const http::Request& request) {
  check_query(request, {});
  const auto cameras = api.cameras.get();
  const auto config = api.config.now();
  Json detector, emotion, workers;
  if (cameras) {
    const RunInfo run = cameras->info();
    detector = {{"name", run.detector.name},
                {"precision", run.detector.precision},
                {"width", run.detector.width}};
    if (!run.detector.reason.empty()) detector["reason"] = run.detector.reason;
    emotion = {{"name", run.emotion.name}, {"precision", run.emotion.precision}};
    workers = run.workers;
  }
  const std::string zone = store_zone(config->audience);
  return json_response(
      {{"version", kVersion},
       {"started_at", rfc3339(wall_at(api.started_ms))},
       {"uptime_s", (steady_ms() - api.started_ms) / 1000},
       {"demo", api.demo},
       {"sample_data", api.demo},
       {"time_zone", zone.empty() ? Json() : Json(zone)},
       {"ready", cameras != nullptr},
       {"detector", detector},
       {"emotion", emotion},
       {"expressions", config->emotion == "none" ? "none" : name_of(config->expressions)},
       {"workers", workers},
       {"privacy",
        {{"raw_video", config->server.raw_video},
         {"overseer", config->server.overseer},
         {"live_view", may_see_the_moment(api, request)},
         {"min_audience", api.store_options.min_audience.value_or(audience::kUsualMinAudience)},
         {"retention_days", api.store_options.retention_days.value_or(0)}}},
       {"system", json_of(api.pulse.system())},
       {"scope", widest(request.grant)},
       {"scopes", scopes_of(request.grant)}});
}

http::Response answer_live(Api& api, const http::Request& request) {
  check_query(request, {"topics"});
  const auto topics = http::topics_named(request.query_or_empty("topics"));
  if (!topics)
    refuse_value("topics", "contains an unknown topic",
                 "use: faces, cameras, tally, system, changed");
  constexpr unsigned kMoment = http::kFaces | http::kTally;
  const unsigned seen = may_see_the_moment(api, request) ? *topics : *topics & ~kMoment;
  if (seen == 0)
    throw http::Refusal{403, "topics", "live faces and tallies are for administrators",
                        "ask for cameras, system or changed (server.live_view)"};
  return {.content_type = "text/event-stream", .events = seen};
}

http::Response answer_audit(Api& api, const http::Request& request) {
  check_query(request, {"limit"});
  const int limit = number_of(request, "limit", 1, 10'000, 100);
  Json entries = Json::array();
  for (const audience::AuditEntry& entry : api.audit.recent(static_cast<std::size_t>(limit)))
    entries.push_back({{"time", rfc3339(entry.time)},
                       {"who", entry.who},
                       {"action", entry.action},
                       {"detail", entry.detail}});
  return json_response({{"entries", entries}});
}

http::Response answer_tokens(Api& api, const http::Request& request) {
  check_query(request, {});
  Json tokens = Json::array();
  for (const http::TokenUse& use : api.gate.tokens()->uses()) {
    tokens.push_back(
        {{"name", use.name},
         {"scope", name_of(use.scope)},
         {"revoked", use.revoked},
         {"uses", use.uses},
         {"last_used", use.last_ms > 0 ? Json(rfc3339(wall_of(use.last_ms))) : Json()}});
  }
  return json_response({{"tokens", tokens}});
}

http::Response answer_login(Api& api, const http::Request& request) {
  const Json body = object_of(request);
  const auto token = body.find("token");
  if (token == body.end() || !token->is_string() || body.size() != 1)
    throw http::Refusal{422, "token", "is missing, or not the only key", R"(send {"token": "…"})"};
  const std::string text = token->get<std::string>();
  const http::Grant grant = logged_in(api, request, text);
  http::Response response = json_response({{"scope", widest(grant)}, {"scopes", scopes_of(grant)}});
  const int seconds = grant.admin ? kAdminSeconds : kOtherSeconds;
  response.headers.emplace_back("Set-Cookie",
                                cookie(http::percent_encode(text), seconds, request.encrypted));
  return response;
}

http::Response answer_logout(Api&, const http::Request& request) {
  http::Response response = json_response({{"status", "ok"}});
  response.headers.emplace_back("Set-Cookie", cookie("", 0, request.encrypted));
  return response;
}

}  // namespace mien::serve
