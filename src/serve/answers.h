#pragma once
/// \file The handlers, in the order of the table in routes.cpp. They throw Refusal and mien::Error.

#include "base/json.h"
#include "http/http.h"
#include "serve/api.h"

namespace mien::serve {

// answers_system.cpp
http::Response answer_health(Api& api, const http::Request& request);
http::Response answer_ready(Api& api, const http::Request& request);
http::Response answer_metrics(Api& api, const http::Request& request);
http::Response answer_openapi(Api& api, const http::Request& request);
http::Response answer_status(Api& api, const http::Request& request);
http::Response answer_live(Api& api, const http::Request& request);
http::Response answer_audit(Api& api, const http::Request& request);
http::Response answer_tokens(Api& api, const http::Request& request);
http::Response answer_login(Api& api, const http::Request& request);
http::Response answer_logout(Api& api, const http::Request& request);

// answers_cameras.cpp
http::Response answer_cameras(Api& api, const http::Request& request);
http::Response answer_camera(Api& api, const http::Request& request);
http::Response answer_camera_put(Api& api, const http::Request& request);
http::Response answer_camera_delete(Api& api, const http::Request& request);
http::Response answer_picture(Api& api, const http::Request& request);
http::Response answer_reload(Api& api, const http::Request& request);

// answers_hub.cpp
http::Response answer_proposals(Api& api, const http::Request& request);
http::Response answer_proposal(Api& api, const http::Request& request);

// answers_pauses.cpp
http::Response answer_pause(Api& api, const http::Request& request);
http::Response answer_resume(Api& api, const http::Request& request);
http::Response answer_pause_all(Api& api, const http::Request& request);
http::Response answer_resume_all(Api& api, const http::Request& request);

// answers_figures.cpp, answers_export.cpp
http::Response answer_contents(Api& api, const http::Request& request);
http::Response answer_content(Api& api, const http::Request& request);
http::Response answer_figures(Api& api, const http::Request& request);
http::Response answer_timeline(Api& api, const http::Request& request);
http::Response answer_content_figures(Api& api, const http::Request& request);
http::Response answer_ranking(Api& api, const http::Request& request);
http::Response answer_relation(Api& api, const http::Request& request);
http::Response answer_tallies(Api& api, const http::Request& request);
http::Response answer_export(Api& api, const http::Request& request);

// answers_ratings.cpp
/// Answers after the commit reached the disk.
void answer_ratings(Api& api, const http::Request& request, const http::Reply& reply);
// answers_compared.cpp
http::Response answer_compare(Api& api, const http::Request& request);
http::Response answer_week(Api& api, const http::Request& request);
// answers_shown.cpp
http::Response answer_shown(Api& api, const http::Request& request);
// answers_ratings_admin.cpp
http::Response answer_import(Api& api, const http::Request& request);
http::Response answer_ratings_delete(Api& api, const http::Request& request);

// answers_pages.cpp
http::Response answer_page(Api& api, const http::Request& request);
http::Response answer_api_page(Api& api, const http::Request& request);
http::Response answer_asset(Api& api, const http::Request& request);
http::Response answer_notice(Api& api, const http::Request& request);

/// 200 with JSON.
http::Response json_response(const Json& body, int status = 200);
/// Body as JSON, as parse_json reads it; throws Refusal(400) where an object gives a key twice.
Json body_of(const http::Request& request);
/// Body as a JSON object; throws Refusal(400) where it is none.
Json object_of(const http::Request& request);
/// "admin 'office' from 10.0.0.5": scope, name of the token, address; for the audit log.
std::string who(const http::Request& request);
/// Into the audit log, in the name of who asks: before what it says is done.
void audit(Api& api, const http::Request& request, std::string action, std::string detail);

/// `from` and `to`: the range as it was answered, whole hours of the store; null: open.
Json range_json(const Api& api, const audience::Store& store, const audience::Filter& filter);

/// The faces and tallies of the moment: no figure of enough people stands behind them.
bool may_see_the_moment(const Api& api, const http::Request& request);

/// What a handler threw → its answer. Details of defects and paths stay here.
http::Response response_of_exception(std::exception_ptr failure);

}  // namespace mien::serve
