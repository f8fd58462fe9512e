// A replayed clip stands in for a camera: it never ends, its clock never goes back, and it stops
// when told.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "make_clip.h"
#include "read_all.h"

namespace mien::test {
namespace {

TEST(Loop, GoesOnWithRisingTimesUntilStopped) {
  const TemporaryFolder folder;
  make_clip(folder / "a.mp4", {.width = 64, .height = 48, .fps = 50, .frames = 6, .b_frames = 2});
  std::atomic<bool> stop = false;
  const auto source = video::open_source("loop:" + (folder / "a.mp4").string(), {.stop = &stop});
  EXPECT_TRUE(source->info().live);
  EXPECT_EQ(source->info().frames, 0);
  EXPECT_EQ(source->info().seconds, 0);
  EXPECT_EQ(source->segments().size(), 1U);
  source->seek(Segment{});
  Frame frame;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(source->read(frame));
    EXPECT_EQ(frame.info.index, i);
    EXPECT_NEAR(frame.info.seconds, i / 50.0, 0.001);
  }
  stop = true;
  EXPECT_FALSE(source->read(frame));
  EXPECT_THROW(source->seek(Segment{}), Error);
}

TEST(Loop, FramesDoNotComeBeforeTheyAreDue) {
  const TemporaryFolder folder;
  make_clip(folder / "a.mp4", {.width = 64, .height = 48, .fps = 50, .frames = 6});
  const auto source = video::open_source("loop:" + (folder / "a.mp4").string());
  Frame frame;
  ASSERT_TRUE(source->read(frame));
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(source->read(frame));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took.count(), 0.19);  // a lower bound: no machine is too slow for it
}

// How many cameras of 15 fps a machine carries is not to depend on the rate of the clip at hand.
TEST(Loop, ReplaysAtTheRateThatIsAskedFor) {
  const TemporaryFolder folder;
  make_clip(folder / "a.mp4", {.width = 64, .height = 48, .fps = 25, .frames = 6});
  const auto source =
      video::open_source("loop:" + (folder / "a.mp4").string(), {.replay_fps = 200});
  EXPECT_DOUBLE_EQ(source->info().fps, 200);
  const auto frames = read_all(*source, 15);
  ASSERT_EQ(frames.size(), 15U);
  for (std::size_t i = 0; i < frames.size(); ++i)
    EXPECT_NEAR(frames[i].seconds, static_cast<double>(i) / 200, 1e-6);
}

TEST(Loop, StopEndsTheWaitForAFrame) {
  const TemporaryFolder folder;
  make_clip(folder / "a.mkv", {.width = 64, .height = 48, .fps = 1, .frames = 1000, .gop = 1});
  std::atomic<bool> stop = false;
  const auto source = video::open_source("loop:" + (folder / "a.mkv").string(), {.stop = &stop});
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  Frame frame;
  int frames = 0;
  while (source->read(frame)) ++frames;  // would take 1000 s
  stopper.join();
  EXPECT_LT(frames, 1000);
}

TEST(Loop, AClipWithoutAGoodFrameEnds) {
  const TemporaryFolder folder;
  write_file(folder / "a.png", "\x89PNG\r\n\x1A\n and then nothing");
  const auto source = video::open_source("loop:" + (folder / "a.png").string());
  Frame frame;
  EXPECT_FALSE(source->read(frame));
  EXPECT_GT(source->damaged_packets(), 0);
}

}  // namespace
}  // namespace mien::test
