// Which cameras owe a picture, by what they sent: none that can be decoded and rests.
#include <algorithm>

#include "live_source_fixture.h"

namespace mien::test {
namespace {

/// Clips of one group, round and round at rest: what kind of keyframe they begin with.
class LiveSourceRounds : public LiveSourceTest, public testing::WithParamInterface<bool> {};

// Each round begins with the picture that was given last, or with one that the clip hides: neither
// is a camera that cannot be decoded, and whoever rests must see something.
TEST_P(LiveSourceRounds, AtRestEachShowsItsKeyframeAndOwesNothing) {
  const bool hidden = GetParam();
  constexpr int kFps = 25, kFrames = 100;  // shown within 0.5 s
  make_clip(folder_ / "a.mp4", {.width = 64,
                                .height = 48,
                                .fps = kFps,
                                .frames = kFrames,
                                .gop = kFrames,
                                .first_pts = hidden ? -3 : 0});
  const auto source =
      video::open_live("loop:" + (folder_ / "a.mp4").string(), {.stop = &stop_, .replay_fps = 200});
  const std::size_t awake = read_until(*source, kFrames).size();
  ASSERT_EQ(awake < kFrames - 1, hidden) << awake << ", and one is in the decoder";
  source->rest(video::Rest::between);
  read_until(*source, 2 * kFrames + 10);
  ASSERT_TRUE(source->resting());
  Frame frame;
  int seen = 0;
  while (source->pictures_sent() < 7 * kFrames) {
    seen += source->read(frame) == Step::frame;
    ASSERT_FALSE(source->owes_picture()) << source->pictures_sent();
  }
  EXPECT_TRUE(source->resting());
  EXPECT_GE(seen, 3) << "of five keyframes, at most two a second";
  EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
}

INSTANTIATE_TEST_SUITE_P(Keyframes, LiveSourceRounds, testing::Bool(),
                         [](const auto& info) { return info.param ? "hidden" : "shown"; });

using LiveSourceOwed = LiveSourceTest;

// The next one that can has been decoded when it counts, though nobody has fetched it.
TEST_F(LiveSourceOwed, OneKeyframeThatCannotBeDecodedLeavesNothingOwed) {
  const std::filesystem::path file = folder_ / "a.avi";
  make_clip(file, {.encoder = "mjpeg",
                   .width = 64,
                   .height = 48,
                   .fps = 2,
                   .frames = 4,
                   .format = AV_PIX_FMT_YUVJ420P});
  std::string bytes = bytes_of(file);
  std::size_t end = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t begin = bytes.find("\xFF\xD8", end);
    ASSERT_NE(begin, std::string::npos);
    end = bytes.find("\xFF\xD9", begin);
    if (i % 2 == 1) std::fill(bytes.begin() + begin, bytes.begin() + end, '\0');
  }
  write_file(file, bytes);
  const auto source = video::open_live("loop:" + file.string(), {.stop = &stop_});
  source->rest(video::Rest::between);
  Frame frame;
  int seen = 0;
  while (source->pictures_sent() < 6) {
    seen += source->read(frame) == Step::frame;
    ASSERT_FALSE(source->owes_picture()) << source->pictures_sent();
  }
  EXPECT_TRUE(source->resting());
  EXPECT_EQ(seen, 3);
  EXPECT_GE(source->damaged_packets(), 2);
}

}  // namespace
}  // namespace mien::test
