#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include <array>

#include "embedded/hub_assets.h"
#include "fleet/hub_answers.h"
#include "http/refusals.h"
#include "http/url.h"
#include "serve/answers.h"

namespace mien::fleet {

namespace {

using enum http::Method;
using enum http::Scope;
using http::Body;
using http::On;

http::Response answer_hub_health(HubParts&, const http::Request&) {
  return serve::json_response({{"status", "ok"}});
}

http::Response page(std::string_view type, std::string_view text) {
  return {.content_type = std::string(type), .fixed = text};
}
http::Response answer_hub_page(HubParts&, const http::Request&) {
  return page("text/html; charset=utf-8", embedded::hub_html);
}
http::Response answer_hub_script(HubParts&, const http::Request&) {
  return page("text/javascript; charset=utf-8", embedded::hub_js);
}
http::Response answer_hub_style(HubParts&, const http::Request&) {
  return page("text/css; charset=utf-8", embedded::hub_css);
}

// A guess is told to the operator.
http::Grant logged_in(HubParts& hub, const std::string& client, const std::string& token) {
  try {
    return hub.gate.log_in(client, token);
  } catch (const http::Refusal&) {
    http::note_wrong_token(hub.log, *hub.gate.tokens(), token, client);
    throw;
  }
}

http::Response answer_hub_login(HubParts& hub, const http::Request& request) {
  const Json body = serve::object_of(request);
  const auto token = body.find("token");
  if (token == body.end() || !token->is_string())
    throw http::Refusal{422, "token", "is missing", R"(send {"token": "…"})"};
  const std::string text = token->get<std::string>();
  const http::Grant grant = logged_in(hub, request.client, text);
  http::Response response = serve::json_response({{"read", grant.read}, {"admin", grant.admin}});
  response.headers.emplace_back("Set-Cookie",
                                std::string(http::kTokenCookie) + "=" + http::percent_encode(text) +
                                    "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200" +
                                    (request.encrypted ? "; Secure" : ""));
  return response;
}

struct HubRoute {
  http::Route route;
  HubAnswer answer;
};

constexpr HubRoute kHubRoutes[] = {
    {{get, "/healthz", none, Body::none, On::io, nullptr}, answer_hub_health},
    {{get, "/metrics", read, Body::none, On::status, nullptr}, answer_collected},
    {{get, "/api/v1/sites", read, Body::none, On::figures, nullptr}, answer_sites},
    {{get, "/api/v1/ranking", read, Body::none, On::figures, nullptr}, answer_site_ranking},
    {{get, "/api/v1/contents", read, Body::none, On::figures, nullptr}, answer_contents_across},
    {{get, "/api/v1/enrolled", read, Body::none, On::figures, nullptr}, answer_enrolled},
    {{get, "/api/v1/configuration", read, Body::none, On::figures, nullptr}, answer_configuration},
    {{get, "/api/v1/proposals", read, Body::none, On::figures, nullptr}, answer_proposals},
    {{post, "/api/v1/proposals", admin, Body::json, On::figures, nullptr}, answer_propose},
    {{post, "/api/v1/site", rate, Body::json, On::figures, nullptr}, answer_site_report},
    {{post, "/api/v1/site/decision", rate, Body::json, On::figures, nullptr}, answer_site_decision},
    {{post, "/login", none, Body::json, On::io, nullptr}, answer_hub_login},
    {{get, "/", none, Body::none, On::io, nullptr}, answer_hub_page},
    {{get, "/hub.js", none, Body::none, On::io, nullptr}, answer_hub_script},
    {{get, "/hub.css", none, Body::none, On::io, nullptr}, answer_hub_style},
};

constexpr auto kGateRoutes = [] {
  std::array<http::Route, std::size(kHubRoutes)> routes{};
  for (std::size_t i = 0; i < routes.size(); ++i) routes[i] = kHubRoutes[i].route;
  return routes;
}();

}  // namespace

std::span<const http::Route> hub_routes() { return kGateRoutes; }

HubAnswer answer_of(const http::Route* route) {
  return kHubRoutes[route - kGateRoutes.data()].answer;
}

}  // namespace mien::fleet
#endif
