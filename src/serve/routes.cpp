#include "serve/routes.h"

#include "serve/answers.h"

namespace mien::serve {

namespace {

/// A handler that answers at once.
template <http::Response (*answer)(Api&, const http::Request&)>
void now(Api& api, const http::Request& request, const http::Reply& reply) {
  reply(answer(api, request));
}

constexpr http::Route kRoutes[] = {
    {http::Method::get, "/healthz", http::Scope::none, http::Body::none, http::On::io,
     now<answer_health>},
    {http::Method::get, "/readyz", http::Scope::none, http::Body::none, http::On::io,
     now<answer_ready>},
    {http::Method::get, "/metrics", http::Scope::read, http::Body::none, http::On::status,
     now<answer_metrics>},
    {http::Method::get, "/api/v1/openapi.json", http::Scope::none, http::Body::none, http::On::io,
     now<answer_openapi>},
    {http::Method::get, "/api/v1/status", http::Scope::read, http::Body::none, http::On::status,
     now<answer_status>},
    {http::Method::get, "/api/v1/cameras", http::Scope::read, http::Body::none, http::On::status,
     now<answer_cameras>},
    {http::Method::get, "/api/v1/cameras/{name}", http::Scope::read, http::Body::none,
     http::On::status, now<answer_camera>},
    {http::Method::put, "/api/v1/cameras/{name}", http::Scope::admin, http::Body::json,
     http::On::admin, now<answer_camera_put>},
    {http::Method::del, "/api/v1/cameras/{name}", http::Scope::admin, http::Body::none,
     http::On::admin, now<answer_camera_delete>},
    {http::Method::get, "/api/v1/cameras/{name}/picture", http::Scope::read, http::Body::none,
     http::On::pictures, now<answer_picture>},
    {http::Method::post, "/api/v1/cameras/{name}/pause", http::Scope::admin, http::Body::json,
     http::On::hand, now<answer_pause>},
    {http::Method::del, "/api/v1/cameras/{name}/pause", http::Scope::admin, http::Body::none,
     http::On::admin, now<answer_resume>},
    {http::Method::post, "/api/v1/pause", http::Scope::admin, http::Body::json, http::On::hand,
     now<answer_pause_all>},
    {http::Method::del, "/api/v1/pause", http::Scope::admin, http::Body::none, http::On::admin,
     now<answer_resume_all>},
    {http::Method::post, "/api/v1/reload", http::Scope::admin, http::Body::none, http::On::admin,
     now<answer_reload>},
    {http::Method::get, "/api/v1/proposals", http::Scope::admin, http::Body::none, http::On::admin,
     now<answer_proposals>},
    {http::Method::post, "/api/v1/proposals/{id}", http::Scope::admin, http::Body::json,
     http::On::admin, now<answer_proposal>},
    {http::Method::get, "/api/v1/contents", http::Scope::any, http::Body::none, http::On::status,
     now<answer_contents>},
    {http::Method::get, "/api/v1/contents/figures", http::Scope::read, http::Body::none,
     http::On::figures, now<answer_content_figures>},
    {http::Method::post, "/api/v1/contents/shown", http::Scope::admin, http::Body::json,
     http::On::admin, now<answer_shown>},
    {http::Method::get, "/api/v1/contents/{name}", http::Scope::any, http::Body::none,
     http::On::kiosk, now<answer_content>},
    {http::Method::get, "/api/v1/figures", http::Scope::read, http::Body::none, http::On::figures,
     now<answer_figures>},
    {http::Method::get, "/api/v1/timeline", http::Scope::read, http::Body::none, http::On::figures,
     now<answer_timeline>},
    {http::Method::get, "/api/v1/ranking", http::Scope::read, http::Body::none, http::On::figures,
     now<answer_ranking>},
    {http::Method::get, "/api/v1/compare", http::Scope::read, http::Body::none, http::On::figures,
     now<answer_compare>},
    {http::Method::get, "/api/v1/week", http::Scope::read, http::Body::none, http::On::figures,
     now<answer_week>},
    {http::Method::get, "/api/v1/relation", http::Scope::read, http::Body::none, http::On::figures,
     now<answer_relation>},
    {http::Method::get, "/api/v1/export.csv", http::Scope::read, http::Body::none,
     http::On::figures, now<answer_export>},
    {http::Method::get, "/api/v1/tallies", http::Scope::read, http::Body::none, http::On::status,
     now<answer_tallies>},
    {http::Method::post, "/api/v1/ratings", http::Scope::rate, http::Body::json, http::On::kiosk,
     answer_ratings},
    {http::Method::del, "/api/v1/ratings", http::Scope::admin, http::Body::none, http::On::admin,
     now<answer_ratings_delete>},
    {http::Method::post, "/api/v1/ratings/import", http::Scope::admin, http::Body::csv,
     http::On::admin, now<answer_import>},
    {http::Method::get, "/api/v1/live", http::Scope::read, http::Body::none, http::On::io,
     now<answer_live>},
    {http::Method::get, "/api/v1/audit", http::Scope::admin, http::Body::none, http::On::admin,
     now<answer_audit>},
    {http::Method::get, "/api/v1/tokens", http::Scope::admin, http::Body::none, http::On::admin,
     now<answer_tokens>},
    {http::Method::post, "/login", http::Scope::none, http::Body::json, http::On::io,
     now<answer_login>},
    {http::Method::post, "/logout", http::Scope::none, http::Body::none, http::On::io,
     now<answer_logout>},
    {http::Method::get, "/", http::Scope::none, http::Body::none, http::On::io, now<answer_page>},
    {http::Method::get, "/rate/{content}", http::Scope::none, http::Body::none, http::On::io,
     now<answer_page>},
    {http::Method::get, "/api", http::Scope::none, http::Body::none, http::On::io,
     now<answer_api_page>},
    {http::Method::get, "/notice", http::Scope::none, http::Body::none, http::On::status,
     now<answer_notice>},
    {http::Method::get, "/assets/{name...}", http::Scope::none, http::Body::none, http::On::io,
     now<answer_asset>},
};

}  // namespace

std::span<const http::Route> routes() { return kRoutes; }

}  // namespace mien::serve
