#include "serve/service.h"

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sqlite_database.h"
#include "service_fixture.h"

namespace mien::serve {

namespace {

using nlohmann::json;

constexpr char kRating[] = R"({"content": "shelf", "rating": 4})";

}  // namespace

TEST_F(ServiceTest, StatusAndCameras) {
  start();
  const json status = json::parse(get("/api/v1/status").body);
  EXPECT_EQ(status["detector"]["name"], "retinaface");
  EXPECT_EQ(status["privacy"]["min_audience"], 5);
  EXPECT_EQ(status["demo"], false);
  const json cameras = json::parse(get("/api/v1/cameras").body)["cameras"];
  ASSERT_EQ(cameras.size(), 2u);
  EXPECT_EQ(cameras[0]["name"], "aisle");
  EXPECT_EQ(cameras[0]["state"], "live");
  EXPECT_EQ(cameras[0]["content"], "shelf");
  EXPECT_EQ(get("/api/v1/cameras/none").status, 404);
  const json contents = json::parse(get("/api/v1/contents").body)["contents"];
  EXPECT_EQ(contents[0], json::parse(R"({"name": "shelf", "title": "Shelf of cereals",
                                         "cameras": ["aisle"]})"));
}

TEST_F(ServiceTest, ServesBeforeTheModelsAreLoadedAndSaysSo) {
  std::atomic<bool> go = false;
  options_.open_cameras = [&, store = store_](const RunConfig& config,
                                              const std::vector<Sink*>& sinks,
                                              const live::LiveHooks&) {
    while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return std::make_unique<FakeCameras>(store, config, sinks);
  };
  with_tokens();
  service_.emplace(options_);
  service_->start();
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(get("/").status, 200);
  const json cameras = json::parse(get("/api/v1/cameras", bearer(kRead)).body)["cameras"];
  EXPECT_EQ(cameras[1]["state"], "connecting");
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/door", bearer(kAdmin)).status, 503);
  go = true;
  for (int i = 0; i < 1000 && get("/readyz").status != 200; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(get("/readyz").status, 200);
}

TEST_F(ServiceTest, AMissingModelIsAFailureNotASilence) {
  options_.open_cameras = [](const RunConfig&, const std::vector<Sink*>&,
                             const live::LiveHooks&) -> std::unique_ptr<live::Cameras> {
    throw Error(ErrorKind::model, "retinaface", "is missing", "mien models pull");
  };
  service_.emplace(options_);
  service_->start();
  for (int i = 0; i < 1000 && !service_->failure(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ASSERT_TRUE(service_->failure());
  EXPECT_THROW(std::rethrow_exception(service_->failure()), Error);
}

TEST_F(ServiceTest, WhatTheModelsMadeGoodIsSaid) {
  options_.open_cameras = [store = store_](const RunConfig& config, const std::vector<Sink*>& sinks,
                                           const live::LiveHooks& hooks) {
    hooks.incident("faces are read one by one");
    return std::make_unique<FakeCameras>(store, config, sinks);
  };
  start();
  EXPECT_NE(said().find("faces are read one by one"), std::string::npos) << said();
}

TEST_F(ServiceTest, HttpAsBrowsersAndToolsSpeakIt) {
  start();
  Client client(port());
  EXPECT_EQ(client.ask("GET", "/healthz").status, 200);
  const Answer head = client.ask("HEAD", "/healthz");
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 15"));
  EXPECT_EQ(client.ask("GET", "/healthz").body, R"({"status":"ok"})") << "the connection is kept";
  const Answer wrong = client.ask("DELETE", "/api/v1/status");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_TRUE(wrong.has("Allow: GET, HEAD"));
  client.send(
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\nHost: "
      "localhost\r\n\r\n");
  EXPECT_EQ(client.read().status, 200) << "pipelined";
  EXPECT_EQ(client.read().status, 404);
  client.send(
      "POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read(true).status, 100);
  client.send("10\r\n{\"content\": \"she\r\n11\r\nlf\", \"rating\": 4}\r\n0\r\n\r\n");
  EXPECT_EQ(client.read().status, 201);
}

TEST_F(ServiceTest, EveryAnswerCarriesTheSecurityHeaders) {
  start();
  for (const char* path : {"/", "/healthz", "/nothing", "/api/v1/status"}) {
    const Answer answer = get(path);
    for (const char* header :
         {"Content-Security-Policy: default-src 'self'", "X-Content-Type-Options: nosniff",
          "X-Frame-Options: DENY", "Referrer-Policy: no-referrer", "Permissions-Policy: "})
      EXPECT_TRUE(answer.has(header)) << path << ": " << header;
    EXPECT_FALSE(answer.has("Access-Control-Allow")) << path;
  }
  EXPECT_TRUE(get("/api/v1/status").has("Cache-Control: no-store"));
  const Answer page = get("/");
  EXPECT_TRUE(page.has("ETag: "));
  const std::size_t etag = page.header.find("ETag: ") + 6;
  const std::string known = page.header.substr(etag, page.header.find('\r', etag) - etag);
  EXPECT_EQ(get("/", "If-None-Match: " + known + "\r\n").status, 304);
}

TEST_F(ServiceTest, ARatingIsStoredWithItsWordsAndOnce) {
  start();
  EXPECT_EQ(post("/api/v1/ratings", kRating).status, 201);
  const std::string body =
      R"({"ratings": [{"content": "shelf", "rating": 9, "scale": 10, "camera": "aisle", "id": "a"},
                      {"content": "shelf", "rating": 1, "id": "b",
                       "time": "2026-11-03T09:00:00Z"}]})";
  EXPECT_EQ(post("/api/v1/ratings", body).body, R"({"added":2,"duplicates":0})");
  EXPECT_EQ(post("/api/v1/ratings", body).body, R"({"added":0,"duplicates":2})")
      << "sent again after a lost answer";
  // Two customers who agree to the millisecond are still two.
  std::string many = R"({"ratings": [)" + std::string(kRating);
  for (int i = 1; i < 500; ++i) many += "," + std::string(kRating);
  EXPECT_EQ(post("/api/v1/ratings", many + "]}").body, R"({"added":500,"duplicates":0})");
  decide();
  const json contents = json::parse(get("/api/v1/contents/figures").body)["contents"];
  EXPECT_EQ(contents[0]["ratings"]["ratings"], 501)
      << "one is alone at its camera, one in its week: both are in no figure";
  EXPECT_EQ(Database(folder_ / "mien.db").integer("SELECT count(*) FROM ratings"), 503);
  EXPECT_EQ(contents[0]["figures"], json::parse(R"({"suppressed": true})"));
}

TEST_F(ServiceTest, RatingsThatAreNoneAreRefusedWhole) {
  start();
  const std::pair<const char*, int> bad[] = {
      {"", 400},
      {"[]", 400},
      {"{", 400},
      {R"({"content": "shelf", "rating": 4, "rating": 1})", 400},
      {R"({"content": "shelf"})", 422},
      {R"({"rating": 4})", 422},
      {R"({"content": "other", "rating": 4})", 422},
      {R"({"content": "shelf", "rating": 6})", 422},
      {R"({"content": "shelf", "rating": "4"})", 422},
      {R"({"content": ["shelf"], "rating": 4})", 422},
      {R"({"content": "shelf", "rating": 4, "email": "a@b.c"})", 422},
      {R"({"content": "shelf", "rating": 4, "scale": 1})", 422},
      {R"({"content": "shelf", "rating": 4, "time": "yesterday"})", 422},
      {R"({"content": "shelf", "rating": 4, "time": "2099-01-01T00:00:00Z"})", 422},
      {R"({"content": "shelf", "rating": 4, "camera": "attic"})", 422},
      {R"({"ratings": []})", 422},
      {R"({"ratings": [{"content": "shelf", "rating": 4}, {"content": "shelf"}]})", 422},
  };
  for (const auto& [body, status] : bad) {
    const Answer answer = post("/api/v1/ratings", body);
    EXPECT_EQ(answer.status, status) << body;
    EXPECT_FALSE(json::parse(answer.body)["error"]["what"].get<std::string>().empty());
  }
  EXPECT_TRUE(get("/metrics").has("\nmien_ratings_total 0\n"));
}

// As a kiosk does: what a server that is late did not take (503) is sent again.
bool sent(Client& client, const std::string& id) {
  const std::string body = fmt::format(R"({{"content": "shelf", "rating": 4, "id": "{}"}})", id);
  for (int tries = 0; tries < 20; ++tries) {
    const int status = client.ask("POST", "/api/v1/ratings", kJsonType, body).status;
    if (status != 503) return status == 201 || status == 200;
  }
  return false;
}

TEST_F(ServiceTest, ManyKiosksAtOnceLoseNothing) {
  start();
  constexpr int kClients = 50, kEach = 20;
  std::atomic<int> stored = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i)
      clients.emplace_back([&, i] {
        Client client(port());
        for (int n = 0; n < kEach; ++n) stored += sent(client, fmt::format("{}-{}", i, n));
      });
  }
  EXPECT_EQ(stored, kClients * kEach);
  decide();
  const json contents = json::parse(get("/api/v1/contents/figures").body)["contents"];
  EXPECT_EQ(contents[0]["ratings"]["ratings"], kClients * kEach);
}

TEST_F(ServiceTest, AFileOfRatingsIsImportedWithAReport) {
  with_tokens();
  start();
  const std::string csv =
      "content,time,rating,e-mail\nshelf,2026-11-03T09:00:00Z,4,a@b.c\n"
      "shelf,yesterday,4,\n";
  const Answer answer = ask("POST", "/api/v1/ratings/import",
                            "Content-Type: text/csv; charset=utf-8\r\n" + bearer(kAdmin), csv);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const json report = json::parse(answer.body);
  EXPECT_EQ(report["imported"], 1);
  EXPECT_EQ(report["bad_lines"][0]["line"], 3);
  EXPECT_EQ(report["ignored_columns"], json::array({"e-mail"}));
  EXPECT_EQ(ask("POST", "/api/v1/ratings/import", "Content-Type: text/csv\r\n" + bearer(kRate), csv)
                .status,
            403);
}

TEST_F(ServiceTest, AFileOfRatingsThatCannotBeReadAtAllIsRefused) {
  with_tokens();
  start();
  const std::string head = "Content-Type: text/csv\r\n" + bearer(kAdmin);
  const std::string csv =
      "content;time;rating\nshelf;03/11/2026 9:15Z;4\nshelf;04/11/2026 9:15Z;4\n";
  const Answer answer = ask("POST", "/api/v1/ratings/import", head, csv);
  EXPECT_EQ(answer.status, 422) << answer.body;
  const json error = json::parse(answer.body)["error"];
  const std::string what = error["what"], remedy = error["remedy"];
  EXPECT_NE(what.find("2 lines, the first is 2"), std::string::npos) << what;
  EXPECT_NE(remedy.find("dates=day-first"), std::string::npos) << remedy;
  const Answer said = ask("POST", "/api/v1/ratings/import?dates=day-first", head, csv);
  EXPECT_EQ(said.status, 200) << said.body;
  EXPECT_EQ(json::parse(said.body)["imported"], 2);
  EXPECT_EQ(ask("POST", "/api/v1/ratings/import?dates=never", head, csv).status, 422);
}

TEST_F(ServiceTest, SigningInSetsACookieThatScriptsCannotRead) {
  with_tokens();
  start();
  const Answer answer = post("/login", std::string(R"({"token": ")") + kAdmin + "\"}");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("HttpOnly; SameSite=Strict"));
  const std::string cookie = std::string("Cookie: mien_token=") + kAdmin + "\r\n";
  EXPECT_EQ(get("/api/v1/audit", cookie).status, 200);
  EXPECT_EQ(post("/login", R"({"token": "wrong"})").status, 401);
  EXPECT_TRUE(post("/logout", "{}").has("Max-Age=0"));
}

TEST_F(ServiceTest, AnswersAskForWhatExists) {
  start();
  const std::pair<const char*, const char*> bad[] = {
      {"/api/v1/figures?form=1", "from"},
      {"/api/v1/figures?from=yesterday", "yesterday"},
      {"/api/v1/figures?from=2026-11-04T00:00:00Z&to=2026-11-03T00:00:00Z", "before"},
      {"/api/v1/timeline?span=minute", "hour, part"},
      {"/api/v1/ranking?by=luck", "valence, rating"},
      {"/api/v1/live?topics=faces,gossip", "tally"},
  };
  for (const auto& [path, says] : bad) {
    const Answer answer = get(path);
    EXPECT_EQ(answer.status, 422) << path;
    EXPECT_TRUE(answer.has(says)) << answer.body;
  }
  for (const char* path :
       {"/api/v1/figures", "/api/v1/timeline?span=day", "/api/v1/contents/figures",
        "/api/v1/ranking?by=rating", "/api/v1/relation", "/api/v1/tallies",
        "/api/v1/contents/shelf", "/api/v1/openapi.json", "/notice"})
    EXPECT_EQ(get(path).status, 200) << path;
  EXPECT_TRUE(get("/api/v1/export.csv").has("begin,end,span,camera,content,exposures"));
}

}  // namespace mien::serve
