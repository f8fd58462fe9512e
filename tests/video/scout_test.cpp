// What the packets of a still camera's recording tell, and when they tell nothing.
#include "video/scout.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <random>

#include "clip_fixture.h"
#include "video/video.h"

namespace mien::test {
namespace {

constexpr int kFps = 15, kSeconds = 16;

/// A still, detailed scene before a sensor; a textured square crosses it between two frames.
struct Scene {
  double noise = 0;  ///< at most so many levels off
  int from = 0, to = 0;
};

void paint(const Scene& scene, int index, AVFrame& frame) {
  std::minstd_rand draw(static_cast<unsigned>(index) + 1);
  std::uniform_real_distribution<double> noise(-scene.noise, scene.noise);
  const bool there = index >= scene.from && index < scene.to;
  const int left = 10 + 12 * (index - scene.from);
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      const bool square = there && x >= left && x < left + 60 && y >= 60 && y < 150;
      const int texture = square ? (7 * (x - left) * y) % 200 : (x * 5 + y * 3 + x * y / 16) % 160;
      frame.data[0][y * frame.linesize[0] + x] =
          static_cast<std::uint8_t>(std::clamp(40.0 + texture + noise(draw), 0.0, 255.0));
    }
  for (int plane = 1; plane < 3; ++plane)
    for (int y = 0; y < (frame.height + 1) / 2; ++y)
      std::fill_n(frame.data[plane] + y * frame.linesize[plane], (frame.width + 1) / 2, 128);
}

class ScoutTest : public ClipTest {
 protected:
  std::string film(const Scene& scene, int gop, const char* crf) {
    const auto file = folder_ / "still.mp4";
    make_clip(file,
              {.fps = kFps,
               .frames = kFps * kSeconds,
               .gop = gop,
               .options = {{"crf", crf}, {"tune", "zerolatency"}, {"sc_threshold", "0"}}},
              [&](int index, AVFrame& frame) { paint(scene, index, frame); });
    return file.string();
  }
  /// The groups in which something moves, or may move; each as its recording's segment of it says.
  static std::vector<int> busy(const std::string& file) {
    const auto scout = video::Scout::open(file);
    EXPECT_TRUE(scout);
    std::vector<int> numbers;
    int number = 0;
    for (const Segment& segment : video::open_source(file)->segments())
      for (const video::PictureGroup& group : scout->groups(segment)) {
        if (group.busy) numbers.push_back(number);
        ++number;
      }
    return numbers;
  }
};

// Segments are a group each: what is usual behind a keyframe, the other groups tell. The encoder
// begins with larger packets, and what has left is coded once more.
TEST_F(ScoutTest, TellsWhereSomethingMovedBetweenKeyframes) {
  const auto moved = busy(film({.noise = 3, .from = 98, .to = 112}, 2 * kFps, "30"));
  EXPECT_TRUE(std::ranges::count(moved, 3));
  EXPECT_LE(moved.size(), 3U);
  EXPECT_LE(busy(film({.noise = 3}, 2 * kFps, "30")).size(), 1U);
}

// Who comes does not show in packets that are full of noise: long groups are looked through.
TEST_F(ScoutTest, KnowsWhenPacketsTellNothing) {
  EXPECT_EQ(busy(film({.noise = 25, .from = 98, .to = 112}, 4 * kFps, "20")),
            (std::vector{0, 1, 2, 3}));
  EXPECT_EQ(busy(film({.noise = 25}, 2 * kFps, "20")), std::vector<int>{});
}

// Of 16 s with a keyframe a second, and every two: five seconds apart at least, the first and the
// last; the same whichever segment is read.
TEST_F(ScoutTest, LandmarksAreThoseOfTheRecording) {
  for (const auto& [gop, seconds] : {std::pair{kFps, std::vector{0, 5, 10, 15}},
                                     std::pair{2 * kFps, std::vector{0, 6, 12, 14}}}) {
    const std::string file = film({.noise = 3}, gop, "30");
    const auto scout = video::Scout::open(file);
    ASSERT_TRUE(scout);
    const auto segments = video::open_source(file)->segments();
    ASSERT_GT(segments.size(), 3U);
    for (const Segment& segment : segments) {
      ASSERT_FALSE(scout->groups(segment).empty());
      EXPECT_TRUE(scout->sizes_tell());
      std::vector<int> shown;
      for (const std::int64_t landmark : scout->landmarks())
        EXPECT_TRUE(scout->show(landmark, [&](const Frame& frame) {
          shown.push_back(static_cast<int>(std::lround(frame.info.seconds)));
        }));
      EXPECT_EQ(shown, seconds);
    }
    const auto uncut = video::Scout::open(file);
    ASSERT_FALSE(uncut->groups(Segment{}).empty());
    EXPECT_EQ(uncut->landmarks(), scout->landmarks());
  }
}

// It reads all of a recording before the first segment. Of one that was not read to its end nothing
// is known, else faces would be passed over.
TEST_F(ScoutTest, KnowsNothingWhenTheRunEnds) {
  const std::string file = film({.noise = 3}, kFps, "30");
  std::atomic<bool> stop{true};
  const auto scout = video::Scout::open(file, &stop);
  ASSERT_TRUE(scout);
  const auto segments = video::open_source(file)->segments();
  ASSERT_GT(segments.size(), 3U);
  for (const Segment& segment : segments) EXPECT_TRUE(scout->groups(segment).empty());
  EXPECT_TRUE(scout->groups(Segment{}).empty());
  EXPECT_TRUE(scout->landmarks().empty());
  EXPECT_FALSE(scout->sizes_tell());
}

}  // namespace
}  // namespace mien::test
