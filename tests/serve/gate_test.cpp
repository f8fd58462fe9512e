#include "http/gate.h"

#include <gtest/gtest.h>

#include "serve/routes.h"

namespace mien::serve {

using namespace http;

namespace {

const ServerConfig kTokens{.admin_token = "admin-token-0123456789",
                           .read_token = "read-token-0123456789",
                           .rate_token = "rate-token-0123456789"};

RequestHead head(Method method, std::string_view target) {
  RequestHead head;
  head.method = method;
  head.target = target;
  head.host = "localhost:8642";
  head.client = "10.0.0.7";
  head.content_type =
      target.find("import") != std::string_view::npos ? "text/csv" : "application/json";
  return head;
}

int status(Gate& gate, const RequestHead& request) {
  const auto answer = gate.admit(request, RateLimit::Clock::now());
  return std::holds_alternative<Response>(answer) ? std::get<Response>(answer).status : 200;
}

/// The table's pattern as an address.
std::string address(std::string_view pattern) {
  std::string text(pattern.substr(0, pattern.find('{')));
  if (text.size() == pattern.size()) return text;
  const std::string_view rest = pattern.substr(pattern.find('}') + 1);
  return text + "x" + std::string(rest);
}

}  // namespace

// For every route and every kind of token: no route without its scope.
TEST(Gate, EveryRouteAsksForItsScope) {
  Gate gate(routes(), Tokens(kTokens), {.burst = 1e6});
  const std::pair<const char*, Grant> callers[] = {
      {"", {}},
      {"Bearer rate-token-0123456789", {.rate = true}},
      {"Bearer read-token-0123456789", {.read = true}},
      {"Bearer admin-token-0123456789", {.read = true, .rate = true, .admin = true}},
  };
  for (const Route& route : routes()) {
    const std::string target = address(route.pattern);
    for (const auto& [authorization, grant] : callers) {
      RequestHead request = head(route.method, target);
      request.authorization = authorization;
      const int expected = grant.allows(route.scope) ? 200 : grant == Grant{} ? 401 : 403;
      EXPECT_EQ(status(gate, request), expected) << route.pattern << " " << authorization;
    }
  }
}

TEST(Gate, WithoutTokensThisMachineReadsAndRatesAndDoesNotAdminister) {
  Gate gate(routes(), Tokens(ServerConfig{}));
  EXPECT_EQ(status(gate, head(Method::get, "/api/v1/status")), 200);
  EXPECT_EQ(status(gate, head(Method::post, "/api/v1/ratings")), 200);
  EXPECT_EQ(status(gate, head(Method::post, "/api/v1/reload")), 403);
  EXPECT_EQ(status(gate, head(Method::get, "/api/v1/audit")), 403);
}

TEST(Gate, AnotherNameForThisMachineIsRefused) {
  Gate open(routes(), Tokens(ServerConfig{}));
  RequestHead request = head(Method::get, "/api/v1/status");
  request.host = "rebound.example:8642";
  EXPECT_EQ(status(open, request), 421);
  request.host = "";
  EXPECT_EQ(status(open, request), 400);
  request.host = "localhost";
  request.hosts = 2;
  EXPECT_EQ(status(open, request), 400);
}

TEST(Gate, ACookieComesFromItsOwnPageOnly) {
  Gate gate(routes(), Tokens(kTokens));
  RequestHead request = head(Method::post, "/api/v1/reload");
  request.cookie = "mien_token=admin-token-0123456789";
  EXPECT_EQ(status(gate, request), 403) << "no Origin";
  request.origin = "https://evil.example";
  EXPECT_EQ(status(gate, request), 403);
  request.origin = "null";
  EXPECT_EQ(status(gate, request), 403);
  request.origin = "http://localhost:9999";
  EXPECT_EQ(status(gate, request), 403) << "another port is another site";
  request.origin = "http://localhost:8642";
  EXPECT_EQ(status(gate, request), 200);
  request.cookie = "mien_token=stale-token-0123456789";
  EXPECT_EQ(status(gate, request), 401);
}

TEST(Gate, APageOfAnotherSiteCannotRateOnAnOpenServer) {
  Gate gate(routes(), Tokens(ServerConfig{}));
  RequestHead request = head(Method::post, "/api/v1/ratings");
  request.origin = "https://evil.example";
  EXPECT_EQ(status(gate, request), 403);
  request.origin = {};
  request.content_type = "text/plain";  // what a form can send
  EXPECT_EQ(status(gate, request), 415);
}

TEST(Gate, PathsAndMethods) {
  Gate gate(routes(), Tokens(ServerConfig{}));
  EXPECT_EQ(status(gate, head(Method::get, "/api/v1/nothing")), 404);
  EXPECT_EQ(status(gate, head(Method::get, "/etc/passwd")), 404);
  EXPECT_EQ(status(gate, head(Method::get, "/assets/../../etc/passwd")), 400);
  EXPECT_EQ(status(gate, head(Method::del, "/api/v1/status")), 405);
  EXPECT_EQ(status(gate, head(Method::other, "/api/v1/status")), 405);
  const std::string longest = "/" + std::string(5000, 'a');
  EXPECT_EQ(status(gate, head(Method::get, longest)), 414);
  const auto answer = gate.admit(head(Method::post, "/api/v1/cameras/x"), RateLimit::Clock::now());
  const Response& refusal = std::get<Response>(answer);
  EXPECT_EQ(refusal.headers.at(0).first, "Allow");
  EXPECT_EQ(refusal.headers.at(0).second, "GET, HEAD, PUT, DELETE");
}

TEST(Gate, BodiesAreLimitedBeforeTheyAreRead) {
  Gate gate(routes(), Tokens(kTokens));
  RequestHead request = head(Method::post, "/api/v1/ratings");
  request.authorization = "Bearer admin-token-0123456789";
  request.content_length = kBodyLimit + 1;
  EXPECT_EQ(status(gate, request), 413);
  RequestHead csv = head(Method::post, "/api/v1/ratings/import");
  csv.authorization = request.authorization;
  csv.content_length = kBodyLimit + 1;
  EXPECT_EQ(status(gate, csv), 200);
  csv.content_length = kCsvLimit + 1;
  EXPECT_EQ(status(gate, csv), 413);
}

TEST(Gate, ClientsThatAskTooOftenWait) {
  Gate gate(routes(), Tokens(ServerConfig{}), {.per_second = 1, .burst = 3});
  const auto now = RateLimit::Clock::now();
  const RequestHead rating = head(Method::post, "/api/v1/ratings");
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(std::holds_alternative<Admitted>(gate.admit(rating, now)));
  const auto fourth = gate.admit(rating, now);
  ASSERT_TRUE(std::holds_alternative<Response>(fourth));
  EXPECT_EQ(std::get<Response>(fourth).status, 429);
  EXPECT_EQ(std::get<Response>(fourth).headers.at(0).first, "Retry-After");
  EXPECT_EQ(status(gate, head(Method::get, "/healthz")), 429) << "all requests count";
  RequestHead local = rating;
  local.client = "127.0.0.1";
  local.loopback = true;  // a proxy or a gateway: stands for many
  for (int i = 0; i < 100; ++i) EXPECT_EQ(status(gate, local), 200);
}

TEST(Gate, GuessingTokensIsSlow) {
  Gate gate(routes(), Tokens(kTokens), {.wrong_per_second = 0.001, .wrong_burst = 5});
  RequestHead request = head(Method::get, "/api/v1/status");
  request.authorization = "Bearer wrong";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status(gate, request), 401);
  EXPECT_EQ(status(gate, request), 429);
  request.authorization = "Bearer read-token-0123456789";
  EXPECT_EQ(status(gate, request), 200) << "who shares an address with the guesser is locked out";
  request.client = "10.0.0.8";
  EXPECT_EQ(status(gate, request), 200) << "others are not concerned";
}

TEST(Gate, GuessesByCookieAreCountedWhereATokenIsNeeded) {
  Gate gate(routes(), Tokens(kTokens), {.wrong_per_second = 0.001, .wrong_burst = 5});
  RequestHead request = head(Method::get, "/healthz");
  request.cookie = "mien_token=stale-token-0123456789";
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(status(gate, request), 200) << "an old cookie does no harm";
  request.target = "/api/v1/status";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status(gate, request), 401);
  EXPECT_EQ(status(gate, request), 429);
  request.cookie = "mien_token=read-token-0123456789";
  EXPECT_EQ(status(gate, request), 200);
}

TEST(Gate, AHouseholdsIPv6AddressesAreOneClient) {
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::9"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_NE(network_of("10.0.0.7"), network_of("10.0.0.8"));
  Gate gate(routes(), Tokens(ServerConfig{}), {.per_second = 0.001, .burst = 2});
  RequestHead request = head(Method::get, "/healthz");
  for (const char* address : {"2001:db8::1", "2001:db8::2"}) {
    request.client = address;
    EXPECT_EQ(status(gate, request), 200);
  }
  request.client = "2001:db8::3";
  EXPECT_EQ(status(gate, request), 429) << "another address of the same network";
  request.client = "2001:db8:0:1::1";
  EXPECT_EQ(status(gate, request), 200);
}

TEST(Gate, RatingsOfOneRequestAreCountedEach) {
  Gate gate(routes(), Tokens(ServerConfig{}), {.rating_per_second = 1, .rating_burst = 10});
  const auto now = RateLimit::Clock::now();
  Request request;
  request.client = "10.0.0.7";
  EXPECT_NO_THROW(gate.take_ratings(request, 8, now));
  EXPECT_THROW(gate.take_ratings(request, 8, now), Refusal);
  EXPECT_NO_THROW(gate.take_ratings(request, 2, now));
  EXPECT_NO_THROW(gate.take_ratings(request, 500, now + std::chrono::seconds(10)))
      << "more than a burst is taken whole, and paid for afterwards";
  EXPECT_THROW(gate.take_ratings(request, 1, now + std::chrono::seconds(60)), Refusal);
}

TEST(Gate, PlacesAreKeptForWhoRatesAndAdministers) {
  Gate gate(routes(), Tokens(kTokens));
  const auto reserved = [&](Method method, const char* target, const char* token) {
    RequestHead request = head(method, target);
    request.authorization = token;
    return std::get<Admitted>(gate.admit(request, RateLimit::Clock::now())).reserved;
  };
  EXPECT_TRUE(reserved(Method::post, "/api/v1/ratings", "Bearer rate-token-0123456789"));
  EXPECT_TRUE(reserved(Method::get, "/api/v1/audit", "Bearer admin-token-0123456789"));
  EXPECT_FALSE(reserved(Method::get, "/api/v1/status", "Bearer read-token-0123456789"));
  EXPECT_FALSE(reserved(Method::get, "/healthz", ""));
}

}  // namespace mien::serve
