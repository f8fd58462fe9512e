// Cameras fail in many ways; none of them may need a person to mend it, or trouble another camera.
#include <gmock/gmock.h>

#include "live_fixture.h"

namespace mien::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class LiveTrouble : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    if (IsSkipped()) return;
    const std::string file =
        clip("a.mp4", {.width = 320, .height = 240, .fps = 10, .frames = 50, .gop = 10});
    server_ = std::make_unique<Server>("rtsp_server.py",
                                       std::vector<std::string>{"a=" + file, "b=" + file});
    if (!server_->listens()) GTEST_SKIP() << "GStreamer's RTSP server is not installed";
  }
  void start_both(RunConfig config = light_config()) {
    config.cameras = {camera("a", server_->url("rtsp", "a")),
                      camera("b", server_->url("rtsp", "b"))};
    start(config);
    ASSERT_TRUE(comes_live("a")) << status("a").error;
    ASSERT_TRUE(comes_live("b")) << status("b").error;
  }
  /// b's times never pause for longer than this.
  double longest_gap(const std::string& name) const {
    const auto frames = witness_.of(name).frames;
    double gap = 0;
    for (std::size_t i = 1; i < frames.size(); ++i)
      gap = std::max(gap, frames[i].frame.seconds - frames[i - 1].frame.seconds);
    return gap;
  }

  std::unique_ptr<Server> server_;
};

TEST_F(LiveTrouble, ACameraThatIsCutComesBackAndTheOtherNotices) {
  start_both();
  server_->tell("cut a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::failed); }));
  EXPECT_THAT(status("a").error, Not(HasSubstr("stopped")));
  EXPECT_FALSE(status("a").error.empty());
  EXPECT_TRUE(goes_on("b", 10));
  server_->tell("heal a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::live); })) << status("a").error;
  EXPECT_TRUE(goes_on("a"));
  EXPECT_EQ(status("a").reconnects, 1);
  EXPECT_TRUE(is("b", CameraState::live));
  EXPECT_EQ(status("b").reconnects, 0);
  EXPECT_EQ(status("b").error, "");
  // What was told on the way.
  std::vector<CameraState> states;
  for (const auto& change : witness_.of("a").changes) states.push_back(change.state);
  EXPECT_THAT(states, testing::Contains(CameraState::failed));
  EXPECT_EQ(states.back(), CameraState::live);
}

TEST_F(LiveTrouble, AServerThatRestartsIsFoundAgain) {
  start_both();
  server_->tell("restart 1");
  ASSERT_TRUE(eventually([&] {
    return status("a").reconnects == 1 && status("b").reconnects == 1;
  })) << status("a").error;
  EXPECT_TRUE(goes_on("a"));
  EXPECT_TRUE(goes_on("b"));
}

TEST_F(LiveTrouble, SilenceIsAStallAndEndsWithIt) {
  start_both();
  server_->tell("hang a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::stalled); })) << status("a").error;
  EXPECT_THAT(status("a").error, HasSubstr("no data for"));
  EXPECT_TRUE(is("b", CameraState::live));
  server_->tell("heal a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::live); })) << status("a").error;
  EXPECT_TRUE(goes_on("a"));
}

TEST_F(LiveTrouble, AFrozenPictureIsAStallUntilItMoves) {
  start_both();
  server_->tell("freeze a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::stalled); })) << status("a").error;
  EXPECT_THAT(status("a").error, HasSubstr("has not changed"));
  EXPECT_TRUE(is("b", CameraState::live));
  server_->tell("heal a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::live); })) << status("a").error;
}

TEST_F(LiveTrouble, AStreamThatCannotBeDecodedIsAStall) {
  start_both();
  server_->tell("blind a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::stalled); })) << status("a").error;
  EXPECT_THAT(status("a").error, HasSubstr("no picture for"));
  EXPECT_TRUE(is("b", CameraState::live));
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::failed); })) << "it is called again";
  EXPECT_THAT(status("a").error, HasSubstr("no picture for")) << "and is no better";
  server_->tell("heal a");
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::live); })) << status("a").error;
  EXPECT_TRUE(goes_on("a"));
}

TEST_F(LiveTrouble, ACameraThatNeverShowedAnythingIsSaidTo) {
  server_->tell("blind a");
  RunConfig config = light_config();
  config.cameras = {camera("a", server_->url("rtsp", "a"))};
  start(config);
  ASSERT_TRUE(eventually([&] { return is("a", CameraState::failed); })) << status("a").error;
  EXPECT_THAT(status("a").error, HasSubstr("no picture for"));
  EXPECT_FALSE(status("a").last_frame);
}

TEST_F(LiveTrouble, ASlowCameraDelaysNobody) {
  start_both();
  server_->tell("slow a 0.1");
  EXPECT_TRUE(goes_on("b", 30));
  EXPECT_LT(longest_gap("b"), 2);
  EXPECT_TRUE(is("b", CameraState::live));
  EXPECT_TRUE(goes_on("a", 2));
}

TEST_F(LiveTrouble, BrokenPicturesAreCountedAndTheStreamGoesOn) {
  start_both();
  server_->tell("corrupt a 0.5");
  ASSERT_TRUE(eventually([&] { return status("a").damaged_packets > 3; }));
  server_->tell("heal a");
  EXPECT_TRUE(goes_on("a", 10));
  EXPECT_TRUE(is("a", CameraState::live));
  EXPECT_EQ(status("b").damaged_packets, 0);
}

TEST_F(LiveTrouble, AClockThatLeapsTearsNoTime) {
  start_both();
  ASSERT_TRUE(goes_on("a", 5));
  server_->tell("jump a 3600");
  ASSERT_TRUE(goes_on("a", 10));
  server_->tell("jump a -3600");
  ASSERT_TRUE(goes_on("a", 10));
  EXPECT_LT(longest_gap("a"), 2);
  EXPECT_EQ(status("a").reconnects, 0);
  const auto frames = witness_.of("a").frames;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    EXPECT_GT(frames[i].frame.seconds, frames[i - 1].frame.seconds);
    EXPECT_GT(frames[i].frame.index, frames[i - 1].frame.index);
  }
}

TEST_F(LiveTrouble, UdpWorks) {
  RunConfig config = light_config();
  config.cameras = {camera("a", server_->url("rtsp", "a"))};
  config.cameras[0].transport = Transport::udp;
  start(config);
  EXPECT_TRUE(comes_live("a")) << status("a").error;
  EXPECT_TRUE(goes_on("a", 5));
}

TEST_F(LiveTrouble, AMissingStreamIsToldInWords) {
  RunConfig config = light_config();
  config.cameras = {camera("a", server_->url("rtsp", "nowhere")),
                    camera("b", "rtsp://127.0.0.1:1/x")};
  start(config);
  ASSERT_TRUE(
      eventually([&] { return is("a", CameraState::failed) && is("b", CameraState::failed); }));
  EXPECT_THAT(status("a").error, HasSubstr("404"));
  EXPECT_THAT(status("b").error, HasSubstr("refused"));
}

class LivePassword : public LiveTest,
                     public testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(LivePassword, OpensWithItAndNeverShowsIt) {
  const std::string file = clip("a.mp4", {.fps = 10, .frames = 50, .gop = 10});
  std::vector<std::string> arguments{"--user", "clerk", "--password", "s3cret", "a=" + file};
  for (const std::string& each : GetParam()) arguments.push_back(each);
  const Server server("rtsp_server.py", arguments);
  if (!server.listens()) GTEST_SKIP() << "GStreamer's RTSP server is not installed";
  RunConfig config = light_config();
  config.cameras = {camera("right", server.url("rtsp", "a", "clerk:s3cret")),
                    camera("wrong", server.url("rtsp", "a", "clerk:hunter2"))};
  start(config);
  EXPECT_TRUE(comes_live("right")) << status("right").error;
  ASSERT_TRUE(eventually([&] { return is("wrong", CameraState::failed); }));
  EXPECT_THAT(status("wrong").error, HasSubstr("password is wrong"));
  EXPECT_THAT(status("wrong").error, Not(HasSubstr("hunter2")));
  EXPECT_THAT(status("wrong").error, Not(HasSubstr("clerk")));
}

INSTANTIATE_TEST_SUITE_P(Ways, LivePassword,
                         testing::Values(std::vector<std::string>{},
                                         std::vector<std::string>{"--basic"}),
                         [](const auto& info) { return info.param.empty() ? "digest" : "basic"; });

}  // namespace
}  // namespace mien::test
