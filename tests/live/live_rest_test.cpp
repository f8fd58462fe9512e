// A sleeping camera that wakes catches up with what it kept; nobody had asked for a search of that.
#include "live_fixture.h"

namespace mien::test {
namespace {

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

}  // namespace
}  // namespace mien::test
