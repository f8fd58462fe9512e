#pragma once
/// \file The handlers, in the order of the table in routes.cpp. They throw Refusal and mien::Error.

#include "serve/api.h"
#include "serve/http.h"
#include "serve/json.h"

namespace mien::serve {

// answers_system.cpp
Response answer_health(Api& api, const Request& request);
Response answer_ready(Api& api, const Request& request);
Response answer_metrics(Api& api, const Request& request);
Response answer_openapi(Api& api, const Request& request);
Response answer_status(Api& api, const Request& request);
Response answer_live(Api& api, const Request& request);
Response answer_audit(Api& api, const Request& request);
Response answer_tokens(Api& api, const Request& request);
Response answer_login(Api& api, const Request& request);
Response answer_logout(Api& api, const Request& request);

// answers_cameras.cpp
Response answer_cameras(Api& api, const Request& request);
Response answer_camera(Api& api, const Request& request);
Response answer_camera_put(Api& api, const Request& request);
Response answer_camera_delete(Api& api, const Request& request);
Response answer_picture(Api& api, const Request& request);
Response answer_reload(Api& api, const Request& request);

// answers_figures.cpp, answers_export.cpp
Response answer_contents(Api& api, const Request& request);
Response answer_content(Api& api, const Request& request);
Response answer_figures(Api& api, const Request& request);
Response answer_timeline(Api& api, const Request& request);
Response answer_content_figures(Api& api, const Request& request);
Response answer_ranking(Api& api, const Request& request);
Response answer_relation(Api& api, const Request& request);
Response answer_tallies(Api& api, const Request& request);
Response answer_export(Api& api, const Request& request);

// answers_ratings.cpp
/// Answers after the commit reached the disk.
void answer_ratings(Api& api, const Request& request, const Reply& reply);
// answers_ratings_admin.cpp
Response answer_import(Api& api, const Request& request);
Response answer_ratings_delete(Api& api, const Request& request);

// answers_pages.cpp
Response answer_page(Api& api, const Request& request);
Response answer_asset(Api& api, const Request& request);
Response answer_notice(Api& api, const Request& request);

/// 200 with JSON.
Response json_response(const Json& body, int status = 200);
/// Body as a JSON object; throws Refusal(400) where it is none.
Json object_of(const Request& request);
/// "admin 'office' from 10.0.0.5": scope, name of the token, address; for the audit log.
std::string who(const Request& request);

/// What a handler threw → its answer. Details of defects and paths stay here.
Response response_of_exception(std::exception_ptr failure);

}  // namespace mien::serve
