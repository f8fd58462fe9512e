#include "http/http.h"

#include "base/json.h"

namespace mien::http {

namespace {

const std::string kEmpty;

const std::string& value_or_empty(const Parameters& values, std::string_view key) {
  const auto found = values.find(key);
  return found == values.end() ? kEmpty : found->second;
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
    default:
      return "";
  }
}

bool Grant::allows(Scope scope) const {
  switch (scope) {
    case Scope::none:
      return true;
    case Scope::any:
      return read || rate || admin;
    case Scope::rate:
      return rate || admin;
    case Scope::read:
      return read || admin;
    default:
      return admin;
  }
}

const std::string& Request::query_or_empty(std::string_view key) const {
  return value_or_empty(query, key);
}

const std::string& Request::named(std::string_view key) const { return value_or_empty(path, key); }

Response response_of(const Refusal& refusal) {
  const Json body{
      {"error", {{"where", refusal.where}, {"what", refusal.what}, {"remedy", refusal.remedy}}}};
  return {.status = refusal.status, .body = text_of(body), .headers = refusal.headers};
}

std::string_view reason_of(int status) {
  struct Reason {
    int status;
    std::string_view words;
  };
  static constexpr Reason kReasons[] = {
      {200, "OK"},
      {201, "Created"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {411, "Length Required"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
      {507, "Insufficient Storage"},
  };
  for (const Reason& reason : kReasons)
    if (reason.status == status) return reason.words;
  return "Error";
}

}  // namespace mien::http
