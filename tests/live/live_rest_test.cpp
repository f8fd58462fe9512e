// Streams of which keyframes alone are decoded: what they call for, and what they do not.
#include "live_fixture.h"

namespace mien::test {
namespace {

// Catching up with what it kept; nobody had asked for a search of that.
TEST_F(LiveTest, WhatASleepingCameraSawBeforeItWokeIsNoDrop) {
  // Noise, and then something that moves, long after the last keyframe.
  constexpr int kFps = 25, kGop = 50, kComes = 190, kFrames = 300;
  const std::string file =
      clip("a.mp4", {.width = 320, .height = 240, .fps = kFps, .frames = kFrames, .gop = kGop},
           [](int index, AVFrame& frame) {
             (index >= kComes ? paint_moving : paint_still)(index, frame);
           });
  RunConfig config = light_config();
  config.live.idle_seconds = 1;
  config.live.max_latency_ms = 5000;
  config.cameras = {camera("a", "loop:" + file)};
  start(config);
  ASSERT_TRUE(eventually([&] { return status("a").asleep; })) << status("a").error;
  const auto asleep = status("a");
  ASSERT_TRUE(eventually([&] { return !status("a").asleep; }));
  ASSERT_TRUE(goes_on("a", 2));
  const auto awake = status("a");
  EXPECT_GT(awake.frames_decoded, asleep.frames_decoded + 30) << "since the keyframe before";
  // Each fifth of those would have been due; one or two may be dropped by a machine that is busy.
  EXPECT_LE(awake.drops, asleep.drops + 2);
}

// A short clip, which begins with the same picture each time: it was taken for one that cannot be
// decoded, and connected anew for ever.
TEST_F(LiveTest, ASleepingCameraOfAClipWithOneKeyframeStaysLive) {
  constexpr int kFrames = 100, kShownFps = 200;
  RunConfig config = light_config();
  config.live.idle_seconds = 1;
  config.live.stall_seconds = 1;
  config.cameras = {
      camera("a", "loop:" + clip("a.mp4", {.width = 320, .frames = kFrames, .gop = kFrames}))};
  config.cameras[0].replay_fps = kShownFps;
  start(config);
  ASSERT_TRUE(eventually([&] { return status("a").asleep; })) << status("a").error;
  const auto asleep = status("a");
  ASSERT_TRUE(eventually([&] {
    return status("a").frames_read > asleep.frames_read + 4 * kShownFps;
  })) << status("a").error;
  EXPECT_GT(status("a").frames_decoded, asleep.frames_decoded + 3) << "it sees something";
  EXPECT_EQ(status("a").error, "");
  EXPECT_EQ(status("a").reconnects, 0);
  for (const auto& change : witness_.of("a").changes)
    EXPECT_NE(change.state, CameraState::stalled) << change.error;
}

// Each is searched soon, and the next ones a fifth of a second after it: five a second still.
TEST_F(LiveTest, KeyframesOfTheMainStreamCallForNoSearchesBeyondThoseAskedFor) {
  constexpr int kFps = 15, kWarm = 15, kSearches = 45;
  const ClipSpec spec{.width = 320, .height = 240, .fps = kFps, .frames = 90, .gop = 15};
  RunConfig config = light_config();
  config.cameras = {camera("a", "loop:" + clip("main.mp4", spec))};
  config.cameras[0].detect_input = "loop:" + clip("small.mp4", spec);
  config.cameras[0].sleep = Sleep::never;
  start(config);
  ASSERT_TRUE(eventually([&] { return witness_.frames("a") >= kWarm + kSearches; }));
  const auto frames = witness_.of("a").frames;
  const double seconds = frames[kWarm + kSearches - 1].frame.seconds - frames[kWarm].frame.seconds;
  EXPECT_LT((kSearches - 1) / seconds, 5.5) << "one a second more are called for";
}

// Nobody is there whose face could be cut from it: the large stream of a camera that sleeps is not
// decoded, its keyframes neither.
TEST_F(LiveTest, TheMainStreamOfASleepingCameraIsNotDecoded) {
  constexpr int kFps = 25;
  const ClipSpec spec{.width = 320, .height = 240, .fps = kFps, .frames = 200, .gop = 25};
  RunConfig config = light_config();
  config.live.idle_seconds = 1;
  config.cameras = {camera("a", "loop:" + clip("main.mp4", spec, paint_still))};
  config.cameras[0].detect_input = "loop:" + clip("small.mp4", spec, paint_still);
  start(config);
  ASSERT_TRUE(eventually([&] { return status("a").asleep; })) << status("a").error;
  ASSERT_TRUE(goes_on("a", 3)) << "its main stream rests at its next keyframe";
  const auto before = status("a");
  constexpr int kKeyframes = 5;
  ASSERT_TRUE(eventually(
      [&] { return status("a").frames_read >= before.frames_read + kKeyframes * kFps; }));
  const auto after = status("a");
  EXPECT_TRUE(after.asleep);
  const auto sent = (after.frames_read - before.frames_read + kFps - 1) / kFps;
  EXPECT_LE(after.frames_decoded - before.frames_decoded, sent + 1) << "the small one's keyframes";
  EXPECT_GE(after.frames_decoded - before.frames_decoded, kKeyframes - 1);
  EXPECT_EQ(after.error, "");
}

// Coordinates are the main stream's pixels: where its first keyframe takes longer than it is given
// without a picture, nothing is told in others.
TEST_F(LiveTest, NothingIsToldBeforeTheMainStreamsSizeIsKnown) {
  constexpr int kFps = 10, kGop = 30;
  Server server(
      "rtsp_server.py",
      {"a=" +
       clip("main.mp4", {.width = 640, .height = 480, .fps = kFps, .frames = kGop, .gop = kGop})});
  if (!server.listens()) GTEST_SKIP() << "GStreamer's RTSP server is not installed";
  RunConfig config = light_config();
  config.live.stall_seconds = 1;
  config.cameras = {camera("a", server.url("rtsp", "a"))};
  config.cameras[0].detect_input =
      "loop:" +
      clip("small.mp4", {.width = 320, .height = 240, .fps = kFps, .frames = 40, .gop = 10});
  config.cameras[0].sleep = Sleep::never;
  start(config);
  ASSERT_TRUE(eventually([&] { return witness_.frames("a") > 5; })) << status("a").error;
  for (const FrameResult& result : witness_.of("a").frames) {
    EXPECT_EQ(result.frame.width, 640) << "at " << result.frame.seconds << " s";
    EXPECT_EQ(result.frame.height, 480);
  }
}

}  // namespace
}  // namespace mien::test
