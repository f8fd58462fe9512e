#include <algorithm>

#include "embedded/live_pages.h"
#include "notice/notice.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

/// By its path in the site (web/live, as it is in the program): "index.html", "assets/app.js".
http::Response page_response(const http::Request& request, std::string_view path) {
  using embedded::live_pages;
  const auto page = std::ranges::find(live_pages, path, &embedded::SiteFile::path);
  if (page == live_pages.end())
    throw http::Refusal{404, "path", "no such address", "GET / is the dashboard"};
  http::Response response{.content_type = std::string(page->content_type), .cacheable = true};
  response.headers = {{"Cache-Control", "no-cache"}, {"ETag", std::string(page->etag)}};
  if (request.if_none_match == page->etag)
    response.status = 304;
  else
    response.fixed = page->bytes;
  return response;
}

}  // namespace

// The kiosk's page is the same for every content: it reads which from its address. Of one that is
// none it says so, with those that are.
http::Response answer_page(Api& api, const http::Request& request) {
  const std::string& content = request.named("content");
  if (content.empty()) return page_response(request, "index.html");
  const auto names = content_names(*api.config.now());
  if (std::ranges::find(names, content) != names.end()) return page_response(request, "kiosk.html");
  http::Response response = page_response({}, "kiosk.html");
  response.status = 404;
  response.cacheable = false;
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

http::Response answer_api_page(Api&, const http::Request& request) {
  check_query(request, {});
  return page_response(request, "api.html");
}

http::Response answer_notice(Api& api, const http::Request& request) {
  check_query(request, {"language"});
  return {.content_type = "text/html; charset=utf-8",
          .body = notice::notice_page(*api.config.now(), request.query_or_empty("language")),
          .headers = {{"Content-Security-Policy", notice::notice_policy()}}};
}

http::Response answer_asset(Api&, const http::Request& request) {
  return page_response(request, "assets/" + request.named("name"));
}

}  // namespace mien::serve
