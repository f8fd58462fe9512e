#pragma once
/// \file Requests and responses as the handlers see them. Knows no HTTP library.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mien::http {

enum class Method { get, post, put, del, other };
std::string_view name_of(Method);

/// What a route asks for, or a request may do.
enum class Scope { none, any, rate, read, admin };  ///< any: rate or read

/// The scopes that a request holds.
struct Grant {
  bool read = false, rate = false, admin = false;
  std::string token;  ///< its name, for the audit log; empty: there is none
  bool allows(Scope scope) const;
  /// The same scopes, whichever token gives them.
  bool operator==(const Grant& other) const {
    return read == other.read && rate == other.rate && admin == other.admin;
  }
};

/// The first lines of a request. Views live as long as its header does.
struct RequestHead {
  Method method = Method::get;
  bool head = false;  ///< HEAD: a GET whose body is not sent
  std::string_view target, host, origin, authorization, cookie, content_type, if_none_match;
  std::string client;      ///< address, without the port
  bool loopback = false;   ///< of the client
  bool encrypted = false;  ///< TLS
  std::optional<std::uint64_t> content_length;
  int hosts = 1;                         ///< how many Host lines there are
  std::string forwarded_for, forwarded;  ///< what proxies say; several lines joined by ", "
  std::string_view forwarded_proto;
};

using Parameters = std::map<std::string, std::string, std::less<>>;

/// A request that was admitted.
struct Request {
  Method method = Method::get;
  Parameters path;   ///< of the route's pattern ("{name}"), decoded
  Parameters query;  ///< decoded; each key once
  std::string body, client, if_none_match;
  bool encrypted = false, loopback = false;
  Grant grant;
  /// A value of the query or of the path; empty: it has none.
  const std::string& query_or_empty(std::string_view key) const;
  const std::string& named(std::string_view key) const;
};

enum Topic : unsigned { kFaces = 1, kCameras = 2, kTally = 4, kSystem = 8, kChanged = 16 };
inline constexpr unsigned kAllTopics = 31;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string_view fixed;  ///< instead of `body`: text of the program's own, sent without a copy
  std::vector<std::pair<std::string, std::string>> headers;  ///< beyond those that every answer has
  unsigned events = 0;     ///< topics: the answer is a stream of events that does not end
  bool cacheable = false;  ///< else "no-store" is said
};

/// Takes the answer, once, on any thread.
using Reply = std::function<void(Response)>;

/// An answer other than the one asked for. `where`, `what`, `remedy`: as mien::Error has them,
/// without paths, tokens or passwords.
struct Refusal {
  int status = 400;
  std::string where, what, remedy;
  std::vector<std::pair<std::string, std::string>> headers = {};
};
Response response_of(const Refusal& refusal);

std::string_view reason_of(int status);

}  // namespace mien::http
