#include "http/gate.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "http/url.h"

namespace mien::http {

namespace {

constexpr std::size_t kLongestTarget = 4096;
/// A question to the database costs as much as so many others.
constexpr double kCostOfFigures = 10;

[[noreturn]] void refuse_rate(double seconds) {
  throw Refusal{429,
                "requests",
                "too many requests",
                "wait for the seconds of the Retry-After header",
                {{"Retry-After", std::to_string(std::max(1L, std::lround(std::ceil(seconds))))}}};
}

bool same_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// "Text/CSV; charset=utf-8" → "text/csv"
std::string_view media_type(std::string_view value) {
  value = value.substr(0, value.find(';'));
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  return value;
}

void check_type(const RequestHead& head, const Route& route) {
  if (route.body == Body::none) return;
  const std::string_view wanted = route.body == Body::json ? "application/json" : "text/csv";
  if (!same_without_case(media_type(head.content_type), wanted))
    throw Refusal{415, "Content-Type", "the content type of the body is not " + std::string(wanted),
                  "send Content-Type: " + std::string(wanted)};
}

// A page of another site can make a browser send requests; the browser then says whose page it was.
void check_origin(const RequestHead& head, bool by_cookie, bool by_header) {
  if (head.method == Method::get || by_header) return;
  if (head.origin.empty() && !by_cookie) return;  // no browser
  const std::size_t scheme = head.origin.find("://");
  const bool same = scheme != std::string_view::npos &&
                    same_without_case(head.origin.substr(scheme + 3), head.host);
  if (!same)
    throw Refusal{403, "Origin", "the request comes from another site's page",
                  "send it from this server's pages, or with an Authorization header"};
}

void check_scope(const Tokens& tokens, const Grant& grant, Scope scope) {
  if (grant.allows(scope)) return;
  if (scope == Scope::admin && !tokens.has_admin())
    throw Refusal{403, "server.token", "no administrator's token is configured",
                  "set server.token in the configuration (mien serve --new-token makes one)"};
  if (grant == Grant{})
    throw Refusal{401,
                  "Authorization",
                  "a token is needed",
                  "send Authorization: Bearer TOKEN, or sign in on the page",
                  {{"WWW-Authenticate", "Bearer realm=\"mien\""}}};
  throw Refusal{403, "Authorization", "the token's scope does not allow this",
                "use a token with the scope that the documentation names"};
}

}  // namespace

Gate::Gate(std::span<const Route> routes, Tokens tokens, const GateLimits& limits)
    : routes_(routes),
      requests_(limits.per_second, limits.burst),
      local_requests_(limits.local_per_second, limits.local_burst),
      ratings_(limits.rating_per_second, limits.rating_burst),
      local_ratings_(limits.local_rating_per_second, limits.local_rating_burst),
      wrong_(limits.wrong_per_second, limits.wrong_burst),
      tokens_(std::make_shared<const Tokens>(std::move(tokens))) {}

std::shared_ptr<const Tokens> Gate::tokens() const {
  std::lock_guard lock(mutex_);
  return tokens_;
}

void Gate::set_tokens(Tokens tokens) {
  tokens.count_on(*this->tokens());
  auto next = std::make_shared<const Tokens>(std::move(tokens));
  std::lock_guard lock(mutex_);
  tokens_.swap(next);
}

std::variant<Admitted, Response> Gate::admit(const RequestHead& head,
                                             RateLimit::Clock::time_point now) try {
  const auto tokens = this->tokens();
  limit_rate(head, 1, now);
  check_host(head, *tokens);
  Admitted admitted = find(head);
  const Route& route = *admitted.route;
  bool by_cookie = false;
  const Grant grant = grant_of(head, *tokens, route.scope, by_cookie);
  check_scope(*tokens, grant, route.scope);
  check_origin(head, by_cookie, !head.authorization.empty());
  if (route.on == On::figures) limit_rate(head, kCostOfFigures - 1, now);
  check_type(head, route);
  admitted.reserved = route.scope == Scope::rate || route.scope == Scope::admin;
  if (route.body == Body::none || route.scope == Scope::none) admitted.body_limit = kNoBodyLimit;
  if (route.body == Body::csv) {
    admitted.body_limit = kCsvLimit;
    admitted.body_time = std::chrono::minutes(5);
  }
  if (head.content_length.value_or(0) > admitted.body_limit)
    throw Refusal{413, "body", "larger than this route accepts", "send it in parts"};
  Request& request = admitted.request;
  request.method = head.method;
  request.client = head.client;
  request.loopback = head.loopback;
  request.if_none_match = head.if_none_match;
  request.encrypted = head.encrypted;
  request.grant = grant;
  return admitted;
} catch (const Refusal& refusal) {
  return response_of(refusal);
}

void Gate::limit_rate(const RequestHead& head, double cost, RateLimit::Clock::time_point now) {
  RateLimit& limit = head.loopback ? local_requests_ : requests_;
  if (const double seconds = limit.take(head.client, now, cost); seconds > 0) refuse_rate(seconds);
}

void Gate::take_ratings(const Request& request, std::size_t ratings,
                        RateLimit::Clock::time_point now) {
  std::unique_lock lock(mutex_);
  RateLimit& limit = request.loopback ? local_ratings_ : ratings_;
  const double seconds = limit.take(request.client, now, static_cast<double>(ratings));
  lock.unlock();
  if (seconds > 0) refuse_rate(seconds);
}

// A name of an attacker that resolves to this machine would let his page read as if it were ours.
// Where tokens are set, his page has none; a proxy may then use any name.
void Gate::check_host(const RequestHead& head, const Tokens& tokens) const {
  const std::string name = host_name(head.host);
  if (head.hosts != 1 || name.empty())
    throw Refusal{400, "Host", "missing, given twice or no host", "send one Host header"};
  if (tokens.open() && !is_loopback(name))
    throw Refusal{421, "Host", "without tokens this server answers only requests from this machine",
                  "use http://localhost, or set server.token"};
  if (tokens.open() && !(head.forwarded_for.empty() && head.forwarded.empty()))
    throw Refusal{421, "X-Forwarded-For",
                  "without tokens this server answers no requests through a proxy",
                  "set server.token: behind a proxy every request comes from this machine"};
}

Admitted Gate::find(const RequestHead& head) const {
  if (head.target.size() > kLongestTarget)
    throw Refusal{414, "path", "longer than 4096 bytes", "ask for less at a time"};
  std::string problem;
  auto target = parse_target(head.target, problem);
  if (!target) throw Refusal{400, "path", problem, "check the address"};
  Match found = match(routes_, head.method, target->segments);
  if (!found.route && found.allow.empty())
    throw Refusal{404, "path", "no such address", "GET /api/v1/openapi.json lists all routes"};
  if (!found.route)
    throw Refusal{405,
                  "method",
                  "this path does not support the method",
                  "use a method of the Allow header",
                  {{"Allow", found.allow}}};
  Admitted admitted{.route = found.route};
  admitted.request.path = std::move(found.path);
  admitted.request.query = std::move(target->query);
  return admitted;
}

Grant Gate::grant_of(const RequestHead& head, const Tokens& tokens, Scope scope, bool& by_cookie) {
  if (!head.authorization.empty()) {
    constexpr std::string_view kBearer = "bearer ";
    if (!same_without_case(head.authorization.substr(0, kBearer.size()), kBearer))
      throw Refusal{401,
                    "Authorization",
                    "not of the form Bearer TOKEN",
                    "send Authorization: Bearer TOKEN",
                    {{"WWW-Authenticate", "Bearer realm=\"mien\""}}};
    return grant_of_token(head.client, head.authorization.substr(kBearer.size()), tokens);
  }
  if (const auto cookie = cookie_value(head.cookie, kTokenCookie)) {
    if (const auto grant = tokens.grant_of(*cookie)) {
      by_cookie = true;
      return *grant;
    }
    if (scope != Scope::none && !tokens.open()) count_wrong(head.client);
  }
  return tokens.open() ? Grant{.read = true, .rate = true} : Grant{};
}

Grant Gate::grant_of_token(const std::string& client, std::string_view token,
                           const Tokens& tokens) {
  // A right one always passes: behind a proxy all come from one address, and somebody's guesses
  // must not lock out the others. That guesses are compared at all gives nothing away: a token has
  // 16 signs or more.
  if (const auto grant = tokens.grant_of(token)) return *grant;
  count_wrong(client);
  throw Refusal{401,
                "Authorization",
                "the token is not known",
                "check the token",
                {{"WWW-Authenticate", "Bearer realm=\"mien\", error=\"invalid_token\""}}};
}

void Gate::count_wrong(const std::string& client) {
  std::unique_lock lock(mutex_);
  const double seconds = wrong_.take(client, RateLimit::Clock::now());
  lock.unlock();
  if (seconds > 0) refuse_rate(seconds);
}

Grant Gate::log_in(const std::string& client, std::string_view token) {
  return grant_of_token(client, token, *tokens());
}

}  // namespace mien::http
