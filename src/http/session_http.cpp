#include "http/session_http.h"

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/verb.hpp>
#include <ctime>

#include "http/security_headers.h"

namespace mien::http {

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

bool has_two_lengths(const http::request_header<>& header) {
  return header.count(http::field::content_length) > 1 ||
         header[http::field::content_length].find(',') != beast::string_view::npos;
}

std::string header_text(const Response& response, unsigned version, bool keep) {
  const bool empty = response.status == 204 || response.status == 304;
  http::response<http::empty_body> header;
  header.version(version);
  header.result(static_cast<unsigned>(response.status));
  const std::string_view reason = reason_of(response.status);
  header.reason(beast::string_view(reason.data(), reason.size()));
  set_headers(header, response);
  if (response.events != 0) {
    header.set("X-Accel-Buffering", "no");
    header.set(http::field::content_type, response.content_type);
  } else if (!empty) {
    header.set(http::field::content_type, response.content_type);
    header.content_length(response.fixed.empty() ? response.body.size() : response.fixed.size());
  }
  header.keep_alive(keep);
  std::string text;
  http::response_serializer<http::empty_body> serializer(header);
  error_code error;
  serializer.next(
      error, [&](error_code&, const auto& buffers) { text = beast::buffers_to_string(buffers); });
  return text;
}

Response failure(int status, const char* what, const char* remedy) {
  return response_of({status, "request", what, remedy});
}

Response too_much_at_once() {
  Response response =
      failure(503, "the server's memory for connections is used up", "try again in a moment");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response answer_to(error_code error) {
  if (error == boost::system::errc::not_enough_memory) return too_much_at_once();
  if (error == http::error::buffer_overflow)
    return failure(431, "a chunk's extensions or the trailers are larger than 24 KiB", "send less");
  if (error == http::error::header_limit)
    return failure(431, "its header is larger than 16 KiB", "send less");
  if (error == http::error::body_limit)
    return failure(413, "its body is larger than this route accepts", "send it in parts");
  return failure(400, "it is not valid HTTP", "check the client");
}

bool is_of_http(error_code error) {
  if (error == boost::system::errc::not_enough_memory) return true;
  return error.category() == http::make_error_code(http::error::end_of_stream).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace mien::http
