// H.264 without deblocking: pictures differ a little, and only where that is wanted.
#include "media/deblocking.h"

#include <cmath>

#include "clip_fixture.h"
#include "video/live_source.h"

namespace mien::test {
namespace {

using media::Deblocking;

class DeblockingTest : public ClipTest {
 protected:
  std::string clip(const std::string& name, ClipSpec spec) {
    spec.options = {{"preset", "medium"}, {"crf", "35"}, {"tune", "zerolatency"}};
    make_clip(folder_ / name, spec);
    return (folder_ / name).string();
  }
  static std::vector<std::uint64_t> hashes(const std::string& file, Deblocking deblocking,
                                           double looks = 0, const Segment& segment = {}) {
    const auto source = video::open_source(file, {.deblocking = deblocking, .look_fps = looks});
    source->seek(segment);
    std::vector<std::uint64_t> found;
    for (Frame frame; source->read(frame);) found.push_back(hash_of(frame));
    return found;
  }
  static bool exact(const std::string& file, Deblocking deblocking) {
    return hashes(file, deblocking, kLooks) == hashes(file, Deblocking::always, kLooks);
  }
  static constexpr double kLooks = 5;  ///< pictures that are looked at a second, of 25
};

TEST_F(DeblockingTest, WithoutItPicturesDifferALittle) {
  const std::string file = clip("clip.mp4", {});
  const auto exact = video::open_source(file),
             quick = video::open_source(file, {.deblocking = Deblocking::never});
  Frame a, b;
  double squares = 0, samples = 0;
  int frames = 0;
  while (exact->read(a) && quick->read(b)) {
    ASSERT_EQ(a.info.seconds, b.info.seconds);
    ++frames;
    for (int y = 0; y < a.height; ++y)
      for (int x = 0; x < a.width; ++x, ++samples)
        squares +=
            std::pow(a.planes[0][y * a.strides[0] + x] - b.planes[0][y * b.strides[0] + x], 2);
  }
  EXPECT_EQ(frames, ClipSpec{}.frames);
  const double error = std::sqrt(squares / samples);
  EXPECT_GT(error, 0) << "the option does nothing";
  EXPECT_LT(error, 12) << "of 255";
}

TEST_F(DeblockingTest, OfPicturesThatNobodyLooksAtIsLeftOutWhereKeyframesAreClose) {
  for (const char* name : {"close.mp4", "close.mov"}) {
    const std::string file = clip(name, {.frames = 150, .gop = 50});
    const auto whole = hashes(file, Deblocking::always),
               some = hashes(file, Deblocking::of_long_groups, kLooks);
    EXPECT_FALSE(exact(file, Deblocking::of_long_groups)) << name;
    EXPECT_EQ(hashes(file, Deblocking::of_long_groups), whole) << name << ": all are looked at";
    EXPECT_EQ(some.front(), whole.front()) << name << ": a keyframe";
    EXPECT_NE(some[1], whole[1]) << name;
  }
}

// A picture that is looked at differs less than one that is never deblocked.
TEST_F(DeblockingTest, WhatIsLookedAtIsDeblocked) {
  const std::string file = clip("close.mp4", {.frames = 50, .gop = 50});
  const auto error = [&](Deblocking deblocking) {
    const auto exact = video::open_source(file, {.look_fps = kLooks}),
               quick = video::open_source(file, {.deblocking = deblocking, .look_fps = kLooks});
    double sum = 0;
    int looks = 0;
    for (Frame a, b; exact->read(a) && quick->read(b);) {
      if (a.info.index % 5 != 0) continue;
      ++looks;
      for (int y = 0; y < a.height; ++y)
        for (int x = 0; x < a.width; ++x)
          sum += std::abs(a.planes[0][y * a.strides[0] + x] - b.planes[0][y * b.strides[0] + x]);
    }
    EXPECT_EQ(looks, 10);
    return sum;
  };
  EXPECT_GT(error(Deblocking::of_seen), 0);
  EXPECT_LT(error(Deblocking::of_seen), error(Deblocking::never));
}

TEST_F(DeblockingTest, GoesOnWhereTheyAreFarApartOrUnknown) {
  EXPECT_TRUE(exact(clip("long.mp4", {.frames = 150, .gop = 75}), Deblocking::of_long_groups));
  EXPECT_TRUE(exact(clip("tail.mp4", {.frames = 120, .gop = 500}), Deblocking::of_long_groups));
  EXPECT_TRUE(exact(clip("stream.ts", {.frames = 150, .gop = 25}), Deblocking::of_long_groups));
  ClipSpec fragments{.frames = 150, .gop = 25};
  fragments.muxer_options = {{"movflags", "frag_keyframe+empty_moov"}};
  EXPECT_TRUE(exact(clip("fragments.mp4", fragments), Deblocking::of_long_groups));
}

// Workers read segments, each with a source of its own.
TEST_F(DeblockingTest, IsDecidedAlikeForEverySegment) {
  const std::string file = clip("close.mp4", {.frames = 250, .gop = 50});
  const auto source = video::open_source(file);
  std::vector<std::uint64_t> joined;
  const std::vector<Segment> segments = source->segments();
  ASSERT_GT(segments.size(), 1u);
  for (const Segment& segment : segments)
    for (const std::uint64_t hash : hashes(file, Deblocking::of_long_groups, kLooks, segment))
      joined.push_back(hash);
  EXPECT_EQ(joined, hashes(file, Deblocking::of_long_groups, kLooks));
}

// A camera tells of its groups as they come: from the second one on it is known how long they are.
TEST_F(DeblockingTest, OfACameraFollowsItsLastGroup) {
  const std::string file = clip("camera.mp4", {.fps = 250, .frames = 150, .gop = 50});
  const auto whole = hashes(file, Deblocking::always), quick = hashes(file, Deblocking::never);
  const auto camera = video::open_live("loop:" + file, {.deblocking = Deblocking::of_long_groups});
  Frame frame;
  for (std::size_t i = 0; i < 150;) {
    const auto step = camera->read(frame);
    ASSERT_NE(step, video::LiveSource::Step::ended);
    if (step != video::LiveSource::Step::frame) continue;
    EXPECT_EQ(hash_of(frame), i < 50 ? whole[i] : quick[i]) << i;
    ++i;
  }
}

TEST(GroupLength, IsKnownFromTheSecondKeyframeOn) {
  media::GroupLength group;
  for (int i = 0; i < 30; ++i) group.see(false);  // joined midway
  group.see(true);
  EXPECT_FALSE(group.close());
  for (int i = 0; i < media::kMostUndeblocked - 1; ++i) group.see(false);
  EXPECT_FALSE(group.close());
  group.see(true);
  EXPECT_TRUE(group.close());
  for (int i = 0; i < media::kMostUndeblocked; ++i) group.see(false);
  group.see(true);
  EXPECT_FALSE(group.close()) << "the last one was too long";
}

}  // namespace
}  // namespace mien::test
