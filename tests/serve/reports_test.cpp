// What is told of the cameras to those who get a store's results.
#include <algorithm>
#include <map>
#include <string>

#include "base/sqlite_database.h"
#include "receivers/outlets.h"
#include "service_fixture.h"

namespace mien::serve {

class ReportsTest : public ServiceTest {
 protected:
#ifdef MIEN_WITH_WEBHOOK
  static constexpr bool kHasWebhook = true;
#else
  static constexpr bool kHasWebhook = false;
#endif
  void fail(const std::string& camera, const std::string& error) {
    CameraStatus status;
    status.name = camera;
    status.state = CameraState::failed;
    status.error = error;
    for (Sink* sink : store_->sinks) sink->camera(status, false);
  }
};

TEST_F(ReportsTest, ThatACameraIsAwayLeavesTheStoreButNotWhereItIs) {
  if (!kHasWebhook) GTEST_SKIP() << "a build without it";
  auto& webhook = options_.config.sinks.webhook.emplace();
  webhook.url = "https://127.0.0.1:1/";
  webhook.secret = "a secret of the receiver's";
  start();
  Database store(folder_ / "mien.db");
  store.execute("INSERT INTO outbox_cursors (sink, seq) VALUES ('away', 0)");  // all of it waits
  fail("aisle", "rtsp://***@camera/1: Connection refused");
  fail("door", "clip.mp4: a part of it is missing: http://10.0.0.9/7.ts: Not Found");
  fail("till", "rtsp://10.0.0.8/main: no data");  // not configured any more, or not yet
  EXPECT_NE(said().find("rtsp://***@camera/1: Connection refused"), std::string::npos);
  service_.reset();
  std::map<std::string, std::string> errors;
  Statement query = store.prepare(
      "SELECT camera, json_extract(body, '$.error') FROM outbox WHERE kind = 'camera_state'");
  query.start();
  while (query.next()) errors[query.text(0)] = query.text(1);
  const std::map<std::string, std::string> expected{
      {"aisle", "…: Connection refused"},
      {"door", "…: a part of it is missing: …: Not Found"},
      {"till", ""}};
  EXPECT_EQ(errors, expected);
}

}  // namespace mien::serve
