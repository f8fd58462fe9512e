#include "serve/session_http.h"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <ctime>

#include "serve/security_headers.h"

namespace mien::serve {

namespace beast = boost::beast;
using beast::error_code;

namespace {

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
    case http::verb::head:
      return Method::get;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    case http::verb::delete_:
      return Method::del;
    default:
      return Method::other;
  }
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// All lines of one name, as one list.
std::string joined(const http::fields& header, beast::string_view name) {
  std::string all;
  const auto [begin, end] = header.equal_range(name);
  for (auto line = begin; line != end; ++line)
    all += (all.empty() ? "" : ", ") + std::string(view(line->value()));
  return all;
}

}  // namespace

RequestHead head_of(const http::request_header<>& header, const SessionContext& context,
                    bool encrypted) {
  RequestHead head;
  head.method = method_of(header.method());
  head.head = header.method() == http::verb::head;
  head.target = view(header.target());
  head.host = view(header[http::field::host]);
  head.origin = view(header[http::field::origin]);
  head.authorization = view(header[http::field::authorization]);
  head.cookie = view(header[http::field::cookie]);
  head.content_type = view(header[http::field::content_type]);
  head.if_none_match = view(header[http::field::if_none_match]);
  head.forwarded_for = joined(header, "X-Forwarded-For");
  head.forwarded = joined(header, "Forwarded");
  head.forwarded_proto = view(header["X-Forwarded-Proto"]);
  head.client = context.client;
  head.loopback = context.loopback;
  head.encrypted = encrypted;
  head.hosts = static_cast<int>(header.count(http::field::host));
  return head;
}

namespace {

/// "Tue, 03 Nov 2026 09:15:27 GMT"
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

}  // namespace

void set_headers(http::fields& message, const Response& response) {
  for (const auto& [name, value] : kSecurityHeaders)
    message.set(beast::string_view(name.data(), name.size()),
                beast::string_view(value.data(), value.size()));
  message.set(http::field::date, http_date());
  if (!response.cacheable) message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
}

Response failure(int status, const char* what, const char* remedy) {
  return response_of({status, "request", what, remedy});
}

Response answer_to(error_code error) {
  if (error == http::error::header_limit)
    return failure(431, "its header is larger than 16 KiB", "send less");
  if (error == http::error::body_limit)
    return failure(413, "its body is larger than this route takes", "send it in parts");
  return failure(400, "it is not well-formed HTTP", "check the client");
}

bool is_of_http(error_code error) {
  return error.category() == http::make_error_code(http::error::end_of_stream).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace mien::serve
