#include "serve/routes.h"

#include "serve/answers.h"

namespace mien::serve {

namespace {

/// A handler that answers at once.
template <http::Response (*answer)(Api&, const http::Request&)>
void now(Api& api, const http::Request& request, const http::Reply& reply) {
  reply(answer(api, request));
}

using http::Method, http::Scope, http::Body, http::On;

constexpr http::Route kRoutes[] = {
    {Method::get, "/healthz", Scope::none, Body::none, On::io, now<answer_health>},
    {Method::get, "/readyz", Scope::none, Body::none, On::io, now<answer_ready>},
    {Method::get, "/metrics", Scope::read, Body::none, On::status, now<answer_metrics>},
    {Method::get, "/api/v1/openapi.json", Scope::none, Body::none, On::io, now<answer_openapi>},
    {Method::get, "/api/v1/status", Scope::read, Body::none, On::status, now<answer_status>},
    {Method::get, "/api/v1/cameras", Scope::read, Body::none, On::status, now<answer_cameras>},
    {Method::get, "/api/v1/cameras/{name}", Scope::read, Body::none, On::status,
     now<answer_camera>},
    {Method::put, "/api/v1/cameras/{name}", Scope::admin, Body::json, On::admin,
     now<answer_camera_put>},
    {Method::del, "/api/v1/cameras/{name}", Scope::admin, Body::none, On::admin,
     now<answer_camera_delete>},
    {Method::get, "/api/v1/cameras/{name}/picture", Scope::read, Body::none, On::pictures,
     now<answer_picture>},
    {Method::post, "/api/v1/cameras/{name}/pause", Scope::admin, Body::json, On::hand,
     now<answer_pause>},
    {Method::del, "/api/v1/cameras/{name}/pause", Scope::admin, Body::none, On::admin,
     now<answer_resume>},
    {Method::post, "/api/v1/pause", Scope::admin, Body::json, On::hand, now<answer_pause_all>},
    {Method::del, "/api/v1/pause", Scope::admin, Body::none, On::admin, now<answer_resume_all>},
    {Method::post, "/api/v1/reload", Scope::admin, Body::none, On::admin, now<answer_reload>},
    {Method::get, "/api/v1/proposals", Scope::admin, Body::none, On::admin, now<answer_proposals>},
    {Method::post, "/api/v1/proposals/{id}", Scope::admin, Body::json, On::admin,
     now<answer_proposal>},
    {Method::get, "/api/v1/contents", Scope::any, Body::none, On::status, now<answer_contents>},
    {Method::get, "/api/v1/contents/figures", Scope::read, Body::none, On::figures,
     now<answer_content_figures>},
    {Method::post, "/api/v1/contents/shown", Scope::admin, Body::json, On::admin,
     now<answer_shown>},
    {Method::get, "/api/v1/contents/{name}", Scope::any, Body::none, On::kiosk,
     now<answer_content>},
    {Method::get, "/api/v1/figures", Scope::read, Body::none, On::figures, now<answer_figures>},
    {Method::get, "/api/v1/timeline", Scope::read, Body::none, On::figures, now<answer_timeline>},
    {Method::get, "/api/v1/ranking", Scope::read, Body::none, On::figures, now<answer_ranking>},
    {Method::get, "/api/v1/compare", Scope::read, Body::none, On::figures, now<answer_compare>},
    {Method::get, "/api/v1/week", Scope::read, Body::none, On::figures, now<answer_week>},
    {Method::get, "/api/v1/relation", Scope::read, Body::none, On::figures, now<answer_relation>},
    {Method::get, "/api/v1/export.csv", Scope::read, Body::none, On::figures, now<answer_export>},
    {Method::get, "/api/v1/tallies", Scope::read, Body::none, On::status, now<answer_tallies>},
    {Method::post, "/api/v1/ratings", Scope::rate, Body::json, On::kiosk, answer_ratings},
    {Method::del, "/api/v1/ratings", Scope::admin, Body::none, On::admin,
     now<answer_ratings_delete>},
    {Method::post, "/api/v1/ratings/import", Scope::admin, Body::csv, On::admin,
     now<answer_import>},
    {Method::get, "/api/v1/live", Scope::read, Body::none, On::io, now<answer_live>},
    {Method::get, "/api/v1/audit", Scope::admin, Body::none, On::admin, now<answer_audit>},
    {Method::get, "/api/v1/tokens", Scope::admin, Body::none, On::admin, now<answer_tokens>},
    {Method::post, "/login", Scope::none, Body::json, On::io, now<answer_login>},
    {Method::post, "/logout", Scope::none, Body::none, On::io, now<answer_logout>},
    {Method::get, "/", Scope::none, Body::none, On::io, now<answer_page>},
    {Method::get, "/rate/{content}", Scope::none, Body::none, On::io, now<answer_page>},
    {Method::get, "/api", Scope::none, Body::none, On::io, now<answer_api_page>},
    {Method::get, "/notice", Scope::none, Body::none, On::status, now<answer_notice>},
    {Method::get, "/assets/{name...}", Scope::none, Body::none, On::io, now<answer_asset>},
};

}  // namespace

std::span<const http::Route> routes() { return kRoutes; }

}  // namespace mien::serve
