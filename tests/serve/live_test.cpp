// What the cameras see reaches readers, figures and counters.
#include <nlohmann/json.hpp>

#include "base/sqlite_database.h"
#include "service_fixture.h"

namespace mien::serve {

namespace {

using nlohmann::json;

Face face_of(std::int64_t track, Emotion emotion) {
  Face face;
  face.track = track;
  face.detection.box = {64, 36, 128, 72};
  face.expression.label = emotion;
  face.expression.confidence = 0.9f;
  face.expression.valence = 0.5f;
  return face;
}

}  // namespace

class LiveEvents : public ServiceTest {
 protected:
  /// The camera `name` sees `faces` at `seconds` after the runtime's beginning.
  void see(const std::string& name, double seconds, std::vector<Face> faces) {
    FrameResult result;
    result.frame = {static_cast<std::int64_t>(seconds * 25), seconds, 640, 360};
    result.faces = std::move(faces);
    result.content = "shelf";
    for (Face& face : result.faces) face.content = "shelf";
    result.at = store_->base + std::chrono::milliseconds(static_cast<int>(seconds * 1000));
    result.latency_ms = 12;
    store_->sink->frame(name, result);
  }
};

TEST_F(LiveEvents, FacesOfEachFrameAndOneWordWhenTheyAreGone) {
  start();
  Client reader(port());
  reader.send("GET /api/v1/live?topics=faces HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(reader.await(": mien\n\n"));
  EXPECT_NE(reader.text().find("text/event-stream"), std::string::npos);
  see("aisle", 1, {face_of(7, Emotion::happiness)});
  see("aisle", 2, {});
  see("aisle", 3, {});
  see("door", 4, {face_of(8, Emotion::neutral)});
  ASSERT_TRUE(reader.await("\"camera\":\"door\""));
  ASSERT_TRUE(reader.await("\"id\":8"));
  const std::string& text = reader.text();
  EXPECT_NE(text.find("\"box\":[0.1,0.1,0.2,0.2]"), std::string::npos) << text;
  EXPECT_NE(text.find("\"emotion\":\"happiness\""), std::string::npos);
  const std::size_t empty = text.find("\"faces\":[]");
  ASSERT_NE(empty, std::string::npos);
  EXPECT_EQ(text.find("\"faces\":[]", empty + 1), std::string::npos) << "once";
}

TEST_F(LiveEvents, CamerasAreToldOfThoughTheDatabaseCannotBeRead) {
  start();
  Database(folder_ / "mien.db").execute("ALTER TABLE camera_pauses RENAME TO gone");
  Client reader(port());
  reader.send("GET /api/v1/live?topics=cameras HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(reader.await("\"name\":\"aisle\""));
  EXPECT_FALSE(service_->failure());
}

TEST_F(LiveEvents, EachSecondCamerasTallyAndSystem) {
  start();
  Client reader(port());
  reader.send("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  for (const char* event : {"event: cameras\n", "event: tally\n", "event: system\n"})
    EXPECT_TRUE(reader.await(event)) << event;
  EXPECT_TRUE(reader.await("\"workers_busy\":0.5"));
}

TEST_F(LiveEvents, AReaderThatDoesNotReadHoldsNobodyUp) {
  start();
  Client sleeper(port(), 4096);
  sleeper.send("GET /api/v1/live?topics=faces HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(sleeper.await(": mien\n\n"));
  std::vector<Face> crowd;
  for (int i = 0; i < 100; ++i) crowd.push_back(face_of(i, Emotion::neutral));
  for (int i = 0; i < 2000; ++i) see("aisle", i * 0.04, crowd);
  const std::string metrics = get("/metrics").body;
  const std::size_t at = metrics.find("\nmien_events_dropped_total ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_GT(std::stod(metrics.substr(at + 27)), 0) << "dropped ones are counted";
  EXPECT_NE(metrics.find("mien_frame_to_event_seconds_count{camera=\"aisle\"} 2000"),
            std::string::npos);
}

TEST_F(LiveEvents, StaysBecomeFiguresOnceEnoughPeopleCame) {
  options_.config.audience.min_audience = 3;
  start();
  const auto stay = [&](std::int64_t track, double begin) {
    for (int i = 0; i <= 20; ++i)
      see("aisle", begin + i * 0.1, {face_of(track, Emotion::happiness)});
    Track ended;
    ended.id = track;
    ended.end_s = begin + 2;
    store_->sink->track("aisle", ended);
  };
  const auto figures = [&] {
    return json::parse(get("/api/v1/figures?content=shelf").body)["figures"];
  };
  stay(1, 1);
  stay(2, 10);
  see("aisle", 20, {});
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  decide();
  EXPECT_EQ(figures(), json::parse(R"({"suppressed": true})"));
  stay(3, 30);
  see("aisle", 40, {});
  for (int i = 0; i < 500 && figures().contains("suppressed"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    decide();
  }
  const json shown = figures();
  EXPECT_EQ(shown["people"], 3);
  EXPECT_NEAR(shown["dwell_s"].get<double>(), 2, 0.01);
  EXPECT_EQ(shown["emotions"]["happiness"], 1);
  EXPECT_NEAR(shown["valence"].get<double>(), 0.5, 0.001);
  EXPECT_EQ(json::parse(get("/api/v1/timeline?span=week").body)["points"].size(), 1u);
}

TEST_F(LiveEvents, ACameraThatChangesIsTold) {
  start();
  Client reader(port());
  reader.send("GET /api/v1/live?topics=changed HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(reader.await(": mien\n\n"));
  CameraStatus status;
  status.name = "door";
  status.state = CameraState::stalled;
  status.error = "no packet for 5 s";
  store_->sink->camera(status, false);
  EXPECT_TRUE(reader.await("\"error\":\"no packet for 5 s\""));
  EXPECT_TRUE(reader.await("\"gone\":false"));
}

}  // namespace mien::serve
