#include "serve/answers.h"

#include <new>

#include "mien/error.h"

#include "base/deadline.h"

namespace mien::serve {

http::Response json_response(const Json& body, int status) {
  return {.status = status, .body = text_of(body)};
}

Json body_of(const http::Request& request) {
  std::string doubled;
  Json body = parse_json(request.body, &doubled);
  if (!doubled.empty())
    throw http::Refusal{400, "body", "gives the key '" + doubled.substr(0, 40) + "' twice",
                        "send each key once"};
  return body;
}

Json object_of(const http::Request& request) {
  Json body = body_of(request);
  if (!body.is_object())
    throw http::Refusal{400, "body", "is not a JSON object",
                        "send one, as the documentation shows"};
  return body;
}

std::string who(const http::Request& request) {
  const std::string scope = request.grant.admin  ? "admin"
                            : request.grant.read ? "read"
                            : request.grant.rate ? "rate"
                                                 : "nobody";
  const std::string& token = request.grant.token;
  return scope + (token.empty() || token == scope ? "" : " '" + token + "'") + " from " +
         request.client;
}

void audit(Api& api, const http::Request& request, std::string action, std::string detail) {
  api.audit.add({wall_now(), who(request), std::move(action), std::move(detail)});
}

bool may_see_the_moment(const Api& api, const http::Request& request) {
  return request.grant.admin || api.config.now()->server.live_view;
}

http::Response response_of_exception(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const http::Refusal& refusal) {
    return http::response_of(refusal);
  } catch (const Overdue& overdue) {
    return http::response_of(
        {503, overdue.where(), overdue.reason(), overdue.remedy(), {{"Retry-After", "5"}}});
  } catch (const Error& error) {
    switch (error.kind()) {
      case ErrorKind::usage:
      case ErrorKind::input:
        return http::response_of({422, error.where(), error.reason(), error.remedy()});
      case ErrorKind::output:
        return http::response_of({503,
                                  "database",
                                  "cannot be read or written at the moment",
                                  "see the server's log",
                                  {{"Retry-After", "5"}}});
      default:
        break;
    }
  } catch (const std::bad_alloc&) {
    return http::response_of({503, "server", "is out of memory", "ask for less at a time"});
  } catch (...) {
  }
  return http::response_of({500, "server", "a defect", "see the server's log"});
}

}  // namespace mien::serve
