// Notices that must hang first, who may see the moment, and cameras that see too little.
#include <nlohmann/json.hpp>
#include <thread>

#include "notice/notice.h"
#include "oversight/holds.h"
#include "oversight/picture_days.h"
#include "oversight_fixture.h"

namespace mien::serve {

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
  const std::string metrics = get("/metrics", bearer(kRead)).body;
  EXPECT_NE(metrics.find("mien_camera_frames_inferred_total"), std::string::npos);
  for (const char* told : {"mien_camera_faces_total", "mien_camera_readings"})
    EXPECT_EQ(metrics.find(told), std::string::npos) << told;
  EXPECT_NE(get("/metrics", bearer(kAdmin)).body.find("mien_camera_readings_total"),
            std::string::npos);
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
