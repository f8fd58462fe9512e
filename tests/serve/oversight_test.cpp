// A human hand on the cameras.
#include <atomic>
#include <thread>

#include "base/sqlite_database.h"
#include "oversight/holds.h"
#include "oversight_fixture.h"

namespace mien::serve {

TEST_F(Oversight, ACameraIsPausedAtOnceWithNameAndReasonAndOutlivesARestart) {
  with_tokens();
  start();
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause", kPause, bearer(kRead)).status, 403);
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause", R"({"name": "Ana"})", bearer(kAdmin)).status, 422);
  EXPECT_EQ(post("/api/v1/cameras/none/pause", kPause, bearer(kAdmin)).status, 404);
  EXPECT_EQ(running(), (std::vector<std::string>{"aisle", "door"}))
      << "what was refused does nothing";
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause", kPause, bearer(kAdmin)).status, 200);
  EXPECT_EQ(running(), std::vector<std::string>{"door"});
  EXPECT_EQ(camera("aisle")["held"]["why"], "paused");
  EXPECT_NE(camera("aisle")["held"]["words"].get<std::string>().find("Ana Ruiz"),
            std::string::npos);
  EXPECT_EQ(last_audit()["action"], "paused");
  EXPECT_NE(last_audit()["detail"].get<std::string>().find("staff restock"), std::string::npos);
  service_.reset();
  start();
  EXPECT_EQ(running(), std::vector<std::string>{"door"}) << "after a restart";
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/aisle/pause", bearer(kAdmin)).body,
            R"({"resumed":true})");
  EXPECT_EQ(running(), (std::vector<std::string>{"aisle", "door"}));
  EXPECT_TRUE(camera("aisle")["held"].is_null());
  EXPECT_EQ(last_audit()["action"], "pause ended");
}

// Pages show a fleet's pause as one by "Ana (for the fleet)": who copies that pauses it herself.
TEST_F(Oversight, ANameDoesNotSayThatAPauseIsTheFleets) {
  with_tokens();
  start();
  const auto pause_as = [&](const std::string& name) {
    const std::string body = R"({"name": ")" + name + R"(", "reason": "staff restock"})";
    return post("/api/v1/cameras/aisle/pause", body, bearer(kAdmin)).status;
  };
  EXPECT_EQ(pause_as(" (for the fleet)"), 422) << "nobody's";
  EXPECT_EQ(pause_as("Ana (for the fleet) (for the fleet)"), 200);
  EXPECT_EQ(last_audit()["detail"], "aisle: Ana: staff restock");
  service_.reset();
  const auto pause = oversight::Holds(folder_ / "mien.db").paused("aisle");
  ASSERT_TRUE(pause);
  EXPECT_EQ(pause->who, "Ana");
}

TEST_F(Oversight, FiguresOfACameraAreSuspendedWhileItGoesOn) {
  with_tokens();
  start();
  constexpr char kSuspend[] = R"({"name": "Ana", "reason": "it was moved", "figures_only": true})";
  EXPECT_EQ(post("/api/v1/pause", kSuspend, bearer(kAdmin)).status, 422) << "of one camera alone";
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause",
                 R"({"name": "A", "reason": "r", "figures_only": 1})", bearer(kAdmin))
                .status,
            422);
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause", kSuspend, bearer(kRead)).status, 403);
  EXPECT_TRUE(camera("aisle")["suspended"].is_null()) << "what was refused does nothing";
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause", kSuspend, bearer(kAdmin)).status, 200);
  EXPECT_EQ(running(), (std::vector<std::string>{"aisle", "door"})) << "it goes on";
  EXPECT_TRUE(camera("aisle")["held"].is_null());
  EXPECT_NE(camera("aisle")["suspended"]["words"].get<std::string>().find("suspended by Ana"),
            std::string::npos);
  EXPECT_TRUE(camera("door")["suspended"].is_null());
  EXPECT_EQ(last_audit()["action"], "figures suspended");
  EXPECT_EQ(last_audit()["detail"], "aisle: Ana: it was moved");
  EXPECT_NE(said().find("aisle: figures suspended by Ana"), std::string::npos);
  const std::string metrics = get("/metrics", bearer(kRead)).body;
  EXPECT_NE(metrics.find("mien_camera_figures_suspended{camera=\"aisle\"} 1"), std::string::npos);
  EXPECT_NE(metrics.find("mien_camera_figures_suspended{camera=\"door\"} 0"), std::string::npos);
  EXPECT_EQ(post("/api/v1/pause", kPause, bearer(kAdmin)).status, 200);
  EXPECT_EQ(ask("DELETE", "/api/v1/pause", bearer(kAdmin)).status, 200);
  EXPECT_FALSE(camera("aisle")["suspended"].is_null()) << "the end of other pauses is not its end";
  service_.reset();
  start();
  EXPECT_FALSE(camera("aisle")["suspended"].is_null()) << "after a restart";
  EXPECT_NE(said().find("camera aisle: figures suspended by Ana"), std::string::npos);
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/aisle/pause", bearer(kAdmin)).body,
            R"({"resumed":true})");
  EXPECT_TRUE(camera("aisle")["suspended"].is_null());
  EXPECT_EQ(last_audit()["action"], "pause ended");
}

// Stays, tallies, what leaves: all are made of what the audience of the server sees.
TEST_F(Oversight, WhoIsBeforeASuspendedCameraIsInNoFigure) {
  with_tokens();
  options_.config.audience.min_audience = 1;
  start();
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause",
                 R"({"name": "Ana", "reason": "moved", "figures_only": true})", bearer(kAdmin))
                .status,
            200);
  for (const char* name : {"aisle", "door"}) pass_by(name);
  service_.reset();
  Database database(folder_ / "mien.db");
  EXPECT_EQ(database.integer("SELECT count(*) FROM exposures WHERE camera = 'aisle'"), 0);
  EXPECT_EQ(database.integer("SELECT count(*) FROM seen WHERE camera = 'aisle'"), 0);
  EXPECT_GT(database.integer("SELECT count(*) FROM exposures WHERE camera = 'door'"), 0);
}

// Somebody holds the database for longer than anybody waits: the camera stops all the same, also
// after a restart, and the database has it once it can.
TEST_F(Oversight, APauseHoldsAtOnceWhileTheDatabaseIsLocked) {
  with_tokens();
  start();
  Database other(folder_ / "mien.db");
  other.execute("BEGIN IMMEDIATE");
  std::vector<std::thread> stuck;  // all of administration's threads
  for (int i = 0; i < 2; ++i)
    stuck.emplace_back([&] { ask("DELETE", "/api/v1/cameras/door/pause", bearer(kAdmin)); });
  const auto begin = std::chrono::steady_clock::now();
  const auto answer = post("/api/v1/cameras/aisle/pause", kPause, bearer(kAdmin));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
  EXPECT_EQ(answer.body, R"({"paused":"aisle","stored":false})");
  EXPECT_EQ(running(), std::vector<std::string>{"door"});
  EXPECT_NE(said().find("the database cannot be written now"), std::string::npos);
  EXPECT_EQ(other.integer("SELECT count(*) FROM camera_pauses"), 0);
  for (std::thread& one : stuck) one.join();
  EXPECT_TRUE(std::filesystem::exists(folder_ / "mien.db.pauses"));
  {
    oversight::Holds again(folder_ / "mien.db.else");  // the file alone is what a start reads
    std::filesystem::copy_file(folder_ / "mien.db.pauses", folder_ / "mien.db.else.pauses");
    EXPECT_EQ(again.paused("aisle")->who, "Ana Ruiz");
    EXPECT_EQ(again.catch_up(), 1u);
    EXPECT_EQ(again.paused("aisle")->reason, "staff restock the shelf");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "mien.db.else.pauses"));
    EXPECT_TRUE(again.resume("aisle"));
    EXPECT_FALSE(again.paused("aisle"));
  }
  other.execute("ROLLBACK");
  for (int i = 0; i < 300 && std::filesystem::exists(folder_ / "mien.db.pauses"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(other.integer("SELECT count(*) FROM camera_pauses WHERE camera = 'aisle'"), 1);
  EXPECT_TRUE(audited("paused", "aisle"));  // not the last: two requests ran beside it
  EXPECT_EQ(camera("aisle")["held"]["why"], "paused");
  for (int i = 0;
       i < 100 && said().find("could not be written to the database before") == std::string::npos;
       ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_NE(said().find("could not be written to the database before are now recorded in it"),
            std::string::npos);
}

TEST_F(Oversight, APauseThatWaitsEndsWhereSomebodyEndsIt) {
  oversight::Holds holds(folder_ / "mien.db");
  Database other(folder_ / "mien.db");
  other.execute("BEGIN IMMEDIATE");
  EXPECT_FALSE(holds.pause("aisle", {"Ana", "moved", wall_now(), true}, "admin"));
  EXPECT_FALSE(holds.pause("", {"Ana", "inventory", wall_now()}));
  EXPECT_EQ(holds.catch_up(), 0u);
  EXPECT_EQ(holds.paused("door")->reason, "inventory");
  EXPECT_TRUE(holds.suspended("aisle"));
  EXPECT_FALSE(holds.suspended("door"));
  other.execute("ROLLBACK");
  EXPECT_TRUE(holds.resume(""));
  EXPECT_FALSE(holds.paused("door"));
  EXPECT_TRUE(holds.suspended("aisle")) << "of its figures alone";
  EXPECT_EQ(holds.catch_up(), 1u);
  EXPECT_EQ(other.integer("SELECT count(*) FROM figure_pauses"), 1);
  EXPECT_EQ(other.text("SELECT who || ' ' || action FROM audit"), "admin figures suspended");
  EXPECT_TRUE(holds.resume("aisle"));
  EXPECT_FALSE(holds.resume("aisle"));
}

TEST_F(Oversight, APauseThatComesWhileTheCamerasAreOpenedHolds) {
  with_tokens();
  std::atomic<bool> opening{false}, go{false};
  options_.open_cameras = [&, open = options_.open_cameras](const RunConfig& config,
                                                            const std::vector<Sink*>& sinks,
                                                            const live::LiveHooks& hooks) {
    opening = true;
    while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return open(config, sinks, hooks);
  };
  service_.emplace(options_);
  service_->start();
  while (!opening) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(post("/api/v1/cameras/aisle/pause", kPause, bearer(kAdmin)).status, 200);
  go = true;
  for (int i = 0; i < 1000 && get("/readyz").status != 200; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(running(), std::vector<std::string>{"door"});
  EXPECT_EQ(camera("aisle")["held"]["why"], "paused");
}

TEST_F(Oversight, AllArePausedAlsoThoseThatComeLater) {
  with_tokens();
  start();
  EXPECT_EQ(post("/api/v1/pause", kPause, bearer(kAdmin)).status, 200);
  EXPECT_TRUE(running().empty());
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/new", std::string(kJsonType) + bearer(kAdmin),
                R"({"input": "rtsp://10.0.0.9/1"})")
                .status,
            201);
  EXPECT_EQ(ask("DELETE", "/api/v1/cameras/aisle/pause", bearer(kAdmin)).status, 409)
      << "one alone does not go on";
  EXPECT_TRUE(running().empty());
  EXPECT_EQ(ask("DELETE", "/api/v1/pause", bearer(kAdmin)).status, 200);
  EXPECT_EQ(running().size(), 3u);
}

}  // namespace mien::serve
