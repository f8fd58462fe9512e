// Ratings over the API: an id is one rating for good, times that would be lost are refused, and an
// operator can take ratings back.
#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/sqlite_database.h"
#include "base/time.h"
#include "service_fixture.h"

namespace mien::serve {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

class RatingsTest : public ServiceTest {
 protected:
  static std::string body(const std::string& more) {
    return R"({"content": "shelf", "rating": 4)" + more + "}";
  }
  static std::string at(WallTime time) { return R"(, "time": ")" + rfc3339(time) + '"'; }
  std::int64_t count(const std::string& where = "1") {
    return Database(folder_ / "mien.db").integer("SELECT count(*) FROM ratings WHERE " + where);
  }
};

TEST_F(RatingsTest, AnIdIsOneRatingAcrossRestarts) {
  start();
  EXPECT_EQ(post("/api/v1/ratings", body(R"(, "id": "a")")).body, R"({"added":1,"duplicates":0})");
  start();
  EXPECT_EQ(post("/api/v1/ratings", body(R"(, "id": "a")")).body, R"({"added":0,"duplicates":1})");
  const Answer other = post("/api/v1/ratings", R"({"content": "shelf", "rating": 2, "id": "a"})");
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(json::parse(other.body)["error"]["where"], "id");
  const Answer list =
      post("/api/v1/ratings", R"({"ratings": [{"content": "shelf", "rating": 1, "id": "b"},
                                   {"content": "shelf", "rating": 4, "camera": "aisle", "id": "a"}]})");
  EXPECT_EQ(list.status, 409);
  EXPECT_EQ(json::parse(list.body)["error"]["where"], "ratings[1].id");
  EXPECT_EQ(count(), 1) << "nothing of the list";
}

TEST_F(RatingsTest, ATimeThatWouldBeLostIsRefusedWithTheReason) {
  with_tokens();
  options_.config.retention_days = 30;
  start();
  const auto now = wall_now();
  const Answer old = post("/api/v1/ratings", body(at(now - 31 * 24h)), bearer(kRate));
  EXPECT_EQ(old.status, 422);
  EXPECT_NE(old.body.find("older than the retention of 30 days"), std::string::npos) << old.body;
  const Answer ahead = post("/api/v1/ratings", body(at(now + 2h)), bearer(kRate));
  EXPECT_EQ(ahead.status, 422);
  EXPECT_NE(ahead.body.find("is in the future"), std::string::npos) << ahead.body;
  EXPECT_EQ(post("/api/v1/ratings", body(at(now - 29 * 24h)), bearer(kRate)).status, 201);
  EXPECT_EQ(post("/api/v1/ratings", body(at(now + 3min)), bearer(kRate)).status, 201)
      << "a kiosk's clock is off";
  EXPECT_EQ(count("time_ms > " + std::to_string(since_1970_ms(now + 1min))), 0)
      << "it is taken as ours";
  const std::string csv = "content,time,rating\nshelf," + rfc3339(now - 31 * 24h) + ",4\nshelf," +
                          rfc3339(now - 1h) + ",4\n";
  const json imported = json::parse(
      ask("POST", "/api/v1/ratings/import", "Content-Type: text/csv\r\n" + bearer(kAdmin), csv)
          .body);
  EXPECT_EQ(imported["imported"], 1);
  EXPECT_EQ(imported["bad_lines"][0]["line"], 2);
}

TEST_F(RatingsTest, TakenBackByTokenKioskAndTime) {
  with_tokens();
  options_.config.audience.min_audience = 1;
  start();
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(
        post("/api/v1/ratings", body(i % 2 ? R"(, "camera": "aisle")" : ""), bearer(kRate)).status,
        201);
  EXPECT_EQ(ask("DELETE", "/api/v1/ratings?token=rate", bearer(kRead)).status, 403);
  EXPECT_EQ(ask("DELETE", "/api/v1/ratings", bearer(kAdmin)).status, 422) << "that would be all";
  EXPECT_EQ(ask("DELETE", "/api/v1/ratings?camera=aisle", bearer(kAdmin)).body, R"({"undone":3})");
  decide();
  const json before = json::parse(get("/api/v1/ranking?by=rating", bearer(kRead)).body);
  EXPECT_EQ(before["ranking"][0]["standing"]["values"], 3);
  EXPECT_EQ(ask("DELETE", "/api/v1/ratings?token=admin", bearer(kAdmin)).body, R"({"undone":0})");
  EXPECT_EQ(
      ask("DELETE", "/api/v1/ratings?token=rate&from=2026-01-01T00:00:00Z", bearer(kAdmin)).body,
      R"({"undone":3})");
  EXPECT_EQ(json::parse(get("/api/v1/ranking?by=rating", bearer(kRead)).body)["ranking"].size(), 0u)
      << "kept answers are forgotten";
  const json audit = json::parse(get("/api/v1/audit", bearer(kAdmin)).body);
  EXPECT_EQ(audit["entries"][0]["action"], "ratings taken back");
  EXPECT_NE(audit["entries"][0]["detail"].get<std::string>().find("token rate, from"),
            std::string::npos);
}

TEST_F(RatingsTest, StatusWaitsForNoDatabase) {
  start();
  Database other(folder_ / "mien.db");
  other.execute("BEGIN EXCLUSIVE");
  std::vector<std::jthread> waiting;
  for (int i = 0; i < 6; ++i)
    waiting.emplace_back([this] {
      post("/api/v1/ratings", body(""));
      get("/api/v1/figures");
    });
  EXPECT_EQ(get("/api/v1/status").status, 200);
  other.execute("ROLLBACK");
}

TEST_F(RatingsTest, ADatabaseThatIsGoneIsSaidAndNothingIsAcknowledged) {
  const auto heard = [this](const char* words) { return said().find(words) != std::string::npos; };
  const auto wait_for = [&](const char* words) {
    for (int i = 0; i < 500 && !heard(words); ++i) std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(heard(words));
  };
  start();
  EXPECT_EQ(post("/api/v1/ratings", body("")).status, 201);
  std::filesystem::rename(folder_ / "mien.db", folder_ / "away.db");
  EXPECT_EQ(post("/api/v1/ratings", body("")).status, 503);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_NE(get("/metrics").body.find("mien_store_failures_total{kind=\"gone\"} "),
            std::string::npos);
  wait_for("cannot be written");
  std::filesystem::rename(folder_ / "away.db", folder_ / "mien.db");
  EXPECT_EQ(post("/api/v1/ratings", body("")).status, 201) << "it is back";
  wait_for("was deleted or moved away");
  wait_for("can be written again");
  service_.reset();
}

}  // namespace
}  // namespace mien::serve
