// A human hand on the cameras, and notices that must hang first.
#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/sqlite_database.h"
#include "notice/notice.h"
#include "oversight/holds.h"
#include "oversight/picture_days.h"
#include "service_fixture.h"

namespace mien::serve {

using json = nlohmann::json;

class Oversight : public ServiceTest {
 protected:
  static constexpr char kPause[] = R"({"name": "Ana Ruiz", "reason": "staff restock the shelf"})";
  std::vector<std::string> running() const {
    std::vector<std::string> names;
    for (const CameraConfig& camera : store_->config.cameras) names.push_back(camera.name);
    return names;
  }
  json camera(const std::string& name) {
    return json::parse(get("/api/v1/cameras/" + name, bearer(kAdmin)).body);
  }
  /// Somebody stands before the camera for six seconds.
  void pass_by(const std::string& name) {
    for (int i = 0; i < 30; ++i) {
      FrameResult result;
      result.frame = {i, i * 0.2, 640, 360};
      result.faces.resize(1);
      result.faces[0].track = 7;
      result.faces[0].content = result.content = "shelf";
      result.at = store_->base + std::chrono::milliseconds(200 * i);
      store_->sink->frame(name, result);
    }
  }
  json audit() { return json::parse(get("/api/v1/audit", bearer(kAdmin)).body)["entries"]; }
  json last_audit() { return audit()[0]; }
  bool audited(const std::string& action, const std::string& of) {
    return std::ranges::any_of(audit(), [&](const json& entry) {
      return entry["action"] == action && entry["detail"].get<std::string>().starts_with(of);
    });
  }
};

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
  for (int i = 0; i < 100 && said().find("it could not take before") == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_NE(said().find("has the pauses that it could not take before"), std::string::npos);
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

TEST_F(Oversight, BeyondThisMachineNoCameraGoesLiveBeforeItsNoticeHangs) {
  with_tokens();
  options_.config.server.listen = "0.0.0.0:0";
  start();
  EXPECT_TRUE(running().empty());
  EXPECT_EQ(camera("aisle")["held"]["why"], "notice");
  EXPECT_NE(said().find("camera aisle is held back: its notice has not been confirmed"),
            std::string::npos);
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/late", std::string(kJsonType) + bearer(kAdmin),
                R"({"input": "rtsp://10.0.0.9/1"})")
                .status,
            201);
  EXPECT_NE(said().find("camera late is held"), std::string::npos)
      << "also of one that comes later";
  service_.reset();
  {
    oversight::Holds holds(folder_ / "mien.db");
    holds.confirm("aisle", {notice::notice_fingerprint(options_.config, options_.config.cameras[0]),
                            "en", "ana", wall_now()});
  }
  start();
  EXPECT_EQ(running(), std::vector<std::string>{"aisle"});
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/later", std::string(kJsonType) + bearer(kAdmin),
                R"({"input": "rtsp://10.0.0.9/1", "staff": {"till": [[0,0],[1,0],[1,1]]}})")
                .status,
            201);
  EXPECT_EQ(running(), std::vector<std::string>{"aisle"}) << "one more asks for its own alone";
  service_.reset();
  options_.config.cameras[0].zones["shelf"] = {{0, 0}, {1, 0}, {1, 1}};
  start();
  EXPECT_TRUE(running().empty()) << "a change of zones asks again";
  EXPECT_NE(camera("aisle")["held"]["words"].get<std::string>().find("ana"), std::string::npos);
  service_.reset();
  options_.config.server.require_notice = false;
  start();
  EXPECT_EQ(running().size(), 2u);
}

TEST_F(Oversight, AProxyInFrontIsBeyondThisMachineToo) {
  with_tokens();
  options_.config.server.trusted_proxies = {"127.0.0.1"};
  start();
  EXPECT_TRUE(running().empty());
  EXPECT_EQ(camera("aisle")["held"]["why"], "notice");
}

TEST_F(Oversight, TheViewOfTheMomentCanBeForAdministratorsAlone) {
  with_tokens();
  options_.config.server.live_view = false;
  start();
  EXPECT_EQ(get("/api/v1/tallies", bearer(kRead)).status, 403);
  EXPECT_EQ(get("/api/v1/tallies", bearer(kAdmin)).status, 200);
  EXPECT_EQ(get("/api/v1/live?topics=faces", bearer(kRead)).status, 403);
  EXPECT_EQ(get("/api/v1/cameras/aisle/picture", bearer(kRead)).status, 403);
  EXPECT_EQ(get("/api/v1/cameras/aisle/picture", bearer(kAdmin)).status, 200);
  const std::string cameras = get("/api/v1/cameras", bearer(kRead)).body;
  EXPECT_TRUE(json::parse(cameras)["cameras"][0]["faces"].is_null()) << "two looks, a second apart";
  EXPECT_EQ(get("/metrics", bearer(kRead)).body.find("mien_camera_faces_total"), std::string::npos);
  EXPECT_EQ(json::parse(get("/api/v1/status", bearer(kRead)).body)["privacy"]["live_view"], false);
  EXPECT_EQ(get("/api/v1/figures", bearer(kRead)).status, 200);
}

TEST_F(Oversight, ACameraThatSeesTooLittleIsNotFitAndSaysHowToHangItBetter) {
  with_tokens();
  {
    oversight::PictureDays days(folder_ / "mien.db", {});
    FrameResult far;
    far.at = wall_now();
    far.faces.resize(2);
    for (Face& face : far.faces) face.expression.doubt = Doubt::too_small;
    for (int i = 0; i < 300; ++i) days.frame("aisle", far);
  }
  start();
  const json fitness = camera("aisle")["fitness"];
  EXPECT_EQ(fitness["fit"], false);
  EXPECT_EQ(fitness["worst"], "too_small");
  EXPECT_NE(fitness["words"].get<std::string>().find("hang the camera closer"), std::string::npos);
  EXPECT_TRUE(camera("door")["fitness"].is_null()) << "too few faces to say";
  for (int i = 0; i < 200 && said().find("do not rely on its figures") == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_NE(said().find("camera aisle: 0 % of the faces can be read"), std::string::npos);
}

}  // namespace mien::serve
