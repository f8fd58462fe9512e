// Cameras over the API, the configuration read again, and pictures.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "mien/error.h"

#include "base/sqlite_database.h"
#include "service_fixture.h"

namespace mien::serve {

using nlohmann::json;

TEST_F(ServiceTest, CamerasComeChangeAndGo) {
  with_tokens();
  start();
  const std::string admin = std::string(kJsonType) + bearer(kAdmin);
  const char* body = R"({"input": "rtsp://u:hidden-word@cam/2", "content": "shelf",
                         "zones": {"front": [[0, 0], [1, 0], [1, 1]]}})";
  const Answer added = ask("PUT", "/api/v1/cameras/till", admin, body);
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(json::parse(added.body)["zones"]["front"].size(), 3u);
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/till", admin, R"({"input": "rtsp://cam/3"})").status, 200);
  EXPECT_EQ(store_->config.cameras.size(), 3u);
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/till", bearer(kAdmin)).status, 200);
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/till", bearer(kAdmin)).status, 404);
  EXPECT_EQ(store_->config.cameras.size(), 2u);
  const json audit = json::parse(get("/api/v1/audit", bearer(kAdmin)).body)["entries"];
  EXPECT_EQ(audit[0]["action"], "camera removed");
  EXPECT_EQ(audit[0]["who"], "admin from 127.0.0.1");
  EXPECT_EQ(audit.dump().find("hidden-word"), std::string::npos);
}

TEST_F(ServiceTest, AnImpossibleCameraChangesNothingAndSaysWhy) {
  with_tokens();
  store_->refuses = "attic";
  start();
  const std::string admin = std::string(kJsonType) + bearer(kAdmin);
  const std::pair<const char*, const char*> bad[] = {
      {"{}", "no input"},
      {R"({"input": "a.mp4", "zoens": {}})", "zones"},
      {R"({"input": "a.mp4", "content": "other"})", "other"},
      {R"({"input": "a.mp4", "detect": {"fps": "many"}})", "fps"},
      {R"({"input": "rtsp://u:{MIEN_ADMIN}@cam"})", "environment"},
      {"[]", "object"},
  };
  for (const auto& [body, says] : bad) {
    const Answer answer = ask("PUT", "/api/v1/cameras/till", admin, body);
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_TRUE(answer.has(says)) << answer.body;
  }
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/attic", admin, R"({"input": "rtsp://cam"})").status, 422);
  const char* twice = R"({"input": "rtsp://cam/1", "input": "rtsp://cam/2"})";
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/till", admin, twice).status, 400);
  EXPECT_EQ(get("/api/v1/cameras/attic", bearer(kRead)).status, 404);
  EXPECT_EQ(store_->config.cameras.size(), 2u);
}

// Where the configuration lists no contents, too: what cameras show says how they are written.
TEST_F(ServiceTest, OneContentIsWrittenAlikeWhoeverNamesIt) {
  with_tokens();
  options_.config.contents.clear();
  start();
  const std::string admin = std::string(kJsonType) + bearer(kAdmin);
  const char* other = R"({"input": "rtsp://cam/3", "content": "Shelf"})";
  const Answer refused = ask("PUT", "/api/v1/cameras/till", admin, other);
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(refused.has("'Shelf' differs from 'shelf' only in upper and lower case"));
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/aisle", admin, other).status, 200) << "nobody else has it";
  json shown{{"camera", "aisle"},
             {"content", "shelf"},
             {"begin", rfc3339(wall_now() - std::chrono::hours(1))},
             {"end", rfc3339(wall_now() - std::chrono::minutes(59))}};
  const auto told = [&] { return post("/api/v1/contents/shown", shown.dump(), bearer(kAdmin)); };
  EXPECT_EQ(told().status, 422);
  shown["content"] = "Shelf";
  EXPECT_EQ(told().status, 201);
  EXPECT_FALSE(told().has("stays")) << "whether somebody stood there is for nobody";
  const std::string csv = "content,time,rating\nSHELF," + rfc3339(wall_now()) + ",4\n";
  EXPECT_EQ(
      ask("POST", "/api/v1/ratings/import", "Content-Type: text/csv\r\n" + bearer(kAdmin), csv)
          .status,
      200);
  service_.reset();
  EXPECT_EQ(Database(folder_ / "mien.db").text("SELECT content FROM ratings"), "Shelf");
}

TEST_F(ServiceTest, AReloadTakesWhatItCanAndNamesWhatWaits) {
  with_tokens();
  options_.read_config = [this] {
    RunConfig next = options_.config;
    next.cameras.erase(next.cameras.begin());
    next.cameras.push_back({.name = "till", .input = "till.mp4"});
    next.server.read_token = "another-read-token-01";
    next.server.listen = "127.0.0.1:1";
    return next;
  };
  start();
  const Answer answer = ask("POST", "/api/v1/reload", bearer(kAdmin));
  EXPECT_EQ(json::parse(answer.body),
            json::parse(R"({"added": ["till"], "changed": [], "removed": ["aisle"],
                            "unchanged": ["door"], "restart_needed": ["server"],
                            "changes": ["camera till added: input none → till.mp4",
                                        "camera aisle removed: input rtsp://***@camera/1 → none, )"
                        R"(content shelf → none", "token read: another secret"]})"));
  EXPECT_EQ(get("/api/v1/status", bearer(kRead)).status, 401);
  EXPECT_EQ(get("/api/v1/status", bearer("another-read-token-01")).status, 200);
}

TEST_F(ServiceTest, AFileThatIsWrongChangesNothing) {
  with_tokens();
  options_.read_config = []() -> RunConfig {
    throw Error(ErrorKind::usage, "mien.yaml:7", "unknown key 'camras'", "did you mean 'cameras'?");
  };
  start();
  const Answer answer = ask("POST", "/api/v1/reload", bearer(kAdmin));
  EXPECT_EQ(answer.status, 422);
  EXPECT_TRUE(answer.has("mien.yaml:7"));
  EXPECT_EQ(json::parse(get("/api/v1/cameras", bearer(kRead)).body)["cameras"].size(), 2u);
}

TEST_F(ServiceTest, PicturesAreBlurredUnlessAllowedAndThenNoted) {
  with_tokens();
  start();
  EXPECT_EQ(get("/api/v1/cameras/aisle/picture", bearer(kRead)).body.back(), 'b');
  EXPECT_EQ(get("/api/v1/cameras/none/picture", bearer(kRead)).status, 404);
  EXPECT_EQ(get("/api/v1/cameras/aisle/picture?kind=raw", bearer(kAdmin)).status, 403);
  service_.reset();
  options_.config.server.raw_video = true;
  start();
  EXPECT_EQ(get("/api/v1/cameras/aisle/picture?kind=raw", bearer(kRead)).status, 403);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(get("/api/v1/cameras/aisle/picture?kind=raw", bearer(kAdmin)).body.back(), 'r');
  const json audit = json::parse(get("/api/v1/audit", bearer(kAdmin)).body)["entries"];
  EXPECT_EQ(std::ranges::count(audit, "raw picture",
                               [](const json& one) { return one["action"].get<std::string>(); }),
            1)
      << "one entry a minute, not one a picture";
  EXPECT_EQ(audit[0]["action"], "raw picture");
  EXPECT_EQ(audit[0]["detail"], "aisle");
}

}  // namespace mien::serve
