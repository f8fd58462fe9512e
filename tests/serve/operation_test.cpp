// What the operator and the auditor find afterwards.
#include <fstream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

#include "base/sqlite_database.h"
#include "config/config_reader.h"
#include "service_fixture.h"

namespace mien::serve {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Operation : public ServiceTest {
 protected:
  json audit() { return json::parse(get("/api/v1/audit", bearer(kAdmin)).body)["entries"]; }
  Answer put(const std::string& camera, const std::string& body, const std::string& query = {}) {
    return ask("PUT", "/api/v1/cameras/" + camera + query, std::string(kJsonType) + bearer(kAdmin),
               body);
  }
};

TEST_F(Operation, ARemovedMaskIsInTheAuditLogWithWhatItWas) {
  with_tokens();
  options_.config.server.tokens = {{"office", TokenScope::admin, "office-token-0123456789"}};
  options_.config.cameras[0].masks["door"] = {{0, 0}, {0.5f, 0}, {0.5f, 1}};
  start();
  const Answer answer = ask("PUT", "/api/v1/cameras/aisle",
                            std::string(kJsonType) + bearer("office-token-0123456789"),
                            R"({"input": "rtsp://user:secret@camera/1", "content": "shelf"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json entry = audit()[0];
  EXPECT_EQ(entry["who"], "admin 'office' from 127.0.0.1");
  EXPECT_THAT(entry["detail"].get<std::string>(),
              HasSubstr("aisle: mask door removed (was [[0, 0], [0.5, 0], [0.5, 1]])"));
  EXPECT_THAT(entry["detail"].get<std::string>(), Not(HasSubstr("secret")));
  EXPECT_THAT(said(), HasSubstr("mask door removed"));
}

TEST_F(Operation, WhatAPlayerToldIsNotTakenWhereItCannotBeWrittenDown) {
  with_tokens();
  start();
  const json told{{"camera", "aisle"},
                  {"content", "shelf"},
                  {"begin", rfc3339(wall_now() - std::chrono::hours(1))},
                  {"end", rfc3339(wall_now() - std::chrono::minutes(59))}};
  const auto tell = [&] {
    return post("/api/v1/contents/shown", told.dump(), bearer(kAdmin)).status;
  };
  Database file(folder_ / "mien.db");
  file.execute("ALTER TABLE audit RENAME TO gone");
  EXPECT_EQ(tell(), 503);
  EXPECT_EQ(file.integer("SELECT count(*) FROM shown"), 0);
  file.execute("ALTER TABLE gone RENAME TO audit");
  EXPECT_EQ(tell(), 201);
  EXPECT_EQ(audit()[0]["action"], "contents shown");
}

// From one address, behind one proxy: each who looked is named.
TEST_F(Operation, EachWhoLooksAtARawPictureIsWrittenDown) {
  with_tokens();
  options_.config.server.raw_video = true;
  options_.config.server.tokens = {{"office", TokenScope::admin, "office-token-0123456789"}};
  start();
  for (int i = 0; i < 3; ++i)
    for (const char* token : {kAdmin, "office-token-0123456789"})
      EXPECT_EQ(get("/api/v1/cameras/aisle/picture?kind=raw", bearer(token)).status, 200);
  std::vector<std::string> who;
  for (const json& entry : audit())
    if (entry["action"] == "raw picture") who.push_back(entry["who"]);
  EXPECT_THAT(
      who, testing::UnorderedElementsAre("admin from 127.0.0.1", "admin 'office' from 127.0.0.1"));
}

TEST_F(Operation, TokensShowTheirLastUseAndNeverThemselves) {
  with_tokens();
  options_.config.server.tokens = {
      {"kiosk-door", TokenScope::rate, http::hashed("door-token-0123456789")},
      {"kiosk-old", TokenScope::rate, http::hashed("old-token-0123456789"), true}};
  start();
  EXPECT_EQ(get("/api/v1/tokens", bearer(kRead)).status, 403);
  EXPECT_EQ(get("/api/v1/contents/shelf", bearer("door-token-0123456789")).status, 200);
  EXPECT_EQ(get("/api/v1/contents/shelf", bearer("old-token-0123456789")).status, 401);
  const Answer answer = get("/api/v1/tokens", bearer(kAdmin));
  EXPECT_FALSE(answer.has("sha256"));
  std::map<std::string, json> tokens;
  const json shown = json::parse(answer.body);
  for (const json& token : shown["tokens"]) tokens[token["name"]] = token;
  ASSERT_EQ(tokens.size(), 5u);
  EXPECT_EQ(tokens["kiosk-door"]["uses"], 1);
  EXPECT_TRUE(tokens["kiosk-door"]["last_used"].is_string());
  EXPECT_TRUE(tokens["kiosk-old"]["revoked"]);
  EXPECT_TRUE(tokens["rate"]["last_used"].is_null());
  const std::string metrics = get("/metrics", bearer(kRead)).body;
  EXPECT_THAT(metrics, HasSubstr("mien_token_uses_total{token=\"kiosk-door\",scope=\"rate\"} 1\n"));
  EXPECT_THAT(said(), HasSubstr("warning: the revoked token 'kiosk-old' from 127.0.0.1"));
}

TEST_F(Operation, WrongTokensAreToldOfHoweverTheyCome) {
  with_tokens();
  start();
  get("/api/v1/status", bearer("guess-0123456789"));
  get("/api/v1/status", "Cookie: mien_token=guess-0123456789\r\n");
  post("/login", R"({"token": "guess-0123456789"})");
  EXPECT_THAT(said(), HasSubstr("a wrong token from 127.0.0.1"));
  EXPECT_THAT(said(), Not(HasSubstr("guess")));
  EXPECT_THAT(get("/metrics", bearer(kRead)).body,
              HasSubstr("mien_log_events_total{kind=\"auth\",level=\"warning\"} 3\n"));
}

TEST_F(Operation, BehindATrustedProxyTheClientIsNamed) {
  with_tokens();
  options_.config.server.trusted_proxies = {"127.0.0.1"};
  start();
  const std::string by_proxy = "X-Forwarded-For: 1.2.3.4, 203.0.113.9\r\n";
  ask("PUT", "/api/v1/cameras/till", std::string(kJsonType) + bearer(kAdmin) + by_proxy,
      R"({"input": "rtsp://10.0.0.9/1"})");
  EXPECT_EQ(audit()[0]["who"], "admin from 203.0.113.9");
  EXPECT_THAT(post("/login", std::string(R"({"token": ")") + kAdmin + "\"}",
                   by_proxy + "X-Forwarded-Proto: https\r\n")
                  .header,
              HasSubstr("; Secure"));
}

TEST_F(Operation, WithoutTrustedProxiesTheHeaderIsNoise) {
  with_tokens();
  start();
  ask("PUT", "/api/v1/cameras/till",
      std::string(kJsonType) + bearer(kAdmin) + "X-Forwarded-For: 203.0.113.9\r\n",
      R"({"input": "rtsp://10.0.0.9/1"})");
  EXPECT_EQ(audit()[0]["who"], "admin from 127.0.0.1");
}

// A proxy of its own choice on this machine would hand an open server to the whole network.
TEST_F(Operation, AnOpenServerAnswersToNoProxy) {
  start();
  EXPECT_EQ(get("/api/v1/status").status, 200);
  EXPECT_EQ(get("/api/v1/status", "X-Forwarded-For: 203.0.113.9\r\n").status, 421);
  EXPECT_EQ(get("/api/v1/status", "Forwarded: for=203.0.113.9\r\n").status, 421);
}

TEST_F(Operation, ARefusedReloadIsSaidAuditedAndCounted) {
  with_tokens();
  options_.read_config = [this] {
    RunConfig next = options_.config;
    next.cameras.pop_back();
    return next;
  };
  start();
  const Answer answer = ask("POST", "/api/v1/reload", bearer(kAdmin));
  EXPECT_EQ(answer.status, 422);
  EXPECT_TRUE(answer.has("allow_fewer")) << answer.body;
  EXPECT_THROW(service_->reload("SIGHUP"), Error);
  EXPECT_EQ(store_->config.cameras.size(), 2u);
  EXPECT_THAT(said(), HasSubstr("error: configuration not changed: "));
  EXPECT_EQ(audit()[0]["who"], "SIGHUP");
  EXPECT_EQ(audit()[0]["action"], "configuration refused");
  const std::string metrics = get("/metrics", bearer(kRead)).body;
  EXPECT_THAT(metrics, HasSubstr("mien_reloads_refused_total 2\n"));
  EXPECT_THAT(metrics, HasSubstr("mien_last_reload_refused 1\n"));
}

// The next start with a file that lost its tokens: the database remembers that there were some.
TEST_F(Operation, AServerThatWasClosedStartsOpenOnlyWhereThatIsMeant) {
  with_tokens();
  start();
  service_.reset();
  options_.config.server = {};
  options_.config.server.listen = "127.0.0.1:0";
  EXPECT_THROW(Service{options_}, Error);
  options_.config.reload.allow_fewer = true;
  start();
  EXPECT_EQ(get("/api/v1/status").status, 200);
  EXPECT_THAT(said(), HasSubstr("no token is set"));
  service_.reset();
  options_.config.reload.allow_fewer = false;
  start();  // it was open before
}

TEST_F(Operation, ACameraThatIsKeptStandsInTheFile) {
  with_tokens();
  const auto file = folder_ / "mien.yaml";
  const std::string text =
      "# ours\ncameras:\n  aisle: { input: a.mp4 }\n  door: { input: loop:clip.mp4 }\n";
  std::ofstream(file) << text;
  start();
  EXPECT_EQ(put("till", R"({"input": "rtsp://10.0.0.9/1"})", "?save=true").status, 422)
      << "no file";
  service_.reset();
  options_.config_file = file;
  options_.read_config = [this, file] {
    RunConfig next = load_config(file, {});
    next.server = options_.config.server;
    next.sections = options_.config.sections;
    return next;
  };
  start();
  EXPECT_TRUE(put("door", R"({"input": "rtsp://10.0.0.8/1"})").has("kept_until"));
  const Answer answer = put("till", R"({"input": "rtsp://10.0.0.9/1"})", "?save=true");
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(json::parse(answer.body)["saved"]["comments_lost"], 0);
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/aisle?save=true", bearer(kAdmin)).status, 200);
  EXPECT_EQ(put("till", R"({"input": "rtsp://10.0.0.9/1"})", "?save=yes").status, 422);
  std::ifstream stream(file);
  const std::string now{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(now,
            "# ours\ncameras:\n  door: { input: loop:clip.mp4 }\n  till:\n"
            "    input: \"rtsp://10.0.0.9/1\"\n    by_api: true\n");
  EXPECT_TRUE(load_config(file, {}).cameras[1].by_api) << "camera_inputs goes on holding for it";
  // What the API took out of the file is not missed by the next reload.
  EXPECT_EQ(ask("POST", "/api/v1/reload", bearer(kAdmin)).status, 200);
  EXPECT_THAT(audit().dump(), HasSubstr("kept in the file"));
}

TEST_F(Operation, WhatCanEndBadlyHasAMetric) {
  with_tokens();
  start();
  const std::string metrics = get("/metrics", bearer(kRead)).body;
  for (const char* name :
       {"mien_database_bytes", "mien_disk_free_bytes", "mien_disk_size_bytes", "mien_store_failing",
        "mien_store_lost_exposures_total", "mien_store_refused_hand_ins_total",
        "mien_store_failures_total", "mien_clock_doubtful", "mien_reloads_total",
        "mien_memory_limit_bytes", "mien_threads_silent", "mien_http_memory_bytes",
        "mien_log_lost_total", "mien_log_failed_total", "mien_open_to_this_machine",
        "mien_token_last_used_timestamp_seconds"})
    EXPECT_THAT(metrics, HasSubstr(std::string("# TYPE ") + name + " ")) << name;
  EXPECT_THAT(metrics, Not(HasSubstr("mien_certificate"))) << "there is none";
}

}  // namespace mien::serve
