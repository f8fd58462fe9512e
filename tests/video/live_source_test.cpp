// A live source gives each picture once, and at rest costs next to nothing and forgets nothing.
#include <algorithm>
#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "live_source_fixture.h"
#include "video/packet_keep.h"

namespace mien::test {
namespace {

TEST_F(LiveSourceTest, ARecordingGoesRoundWithRisingTimes) {
  for (const int b_frames : {0, 2}) {
    const auto source =
        open({.width = 64, .height = 48, .fps = 50, .frames = 10, .gop = 5, .b_frames = b_frames},
             "b" + std::to_string(b_frames) + ".mp4");
    EXPECT_TRUE(source->info().live);
    const auto seen = read_until(*source, 35);
    EXPECT_GE(seen.size(), 31U) << "but for what the decoder still holds";
    for (std::size_t i = 1; i < seen.size(); ++i)
      EXPECT_NEAR(seen[i].seconds - seen[i - 1].seconds, 0.02, 0.001) << i;
    std::set<std::uint64_t> looks;
    for (const Seen& each : seen) looks.insert(each.hash);
    EXPECT_EQ(looks.size(), 10U) << "each picture, and no others";
  }
}

// For measurements: each picture of the clip, at another rate, from a moment of the camera's own
// on.
TEST_F(LiveSourceTest, ARecordingIsShownAtTheRateAskedFor) {
  make_clip(folder_ / "a.mp4", {.width = 64, .height = 48, .fps = 25, .frames = 10, .gop = 5});
  const double begun = steady_ms();
  const auto source = video::open_live("loop:" + (folder_ / "a.mp4").string(),
                                       {.stop = &stop_, .replay_fps = 100, .replay_after = 0.3});
  EXPECT_DOUBLE_EQ(source->info().fps, 100);
  const auto seen = read_until(*source, 25);
  EXPECT_GE(steady_ms() - begun, 300 + 230);
  ASSERT_GE(seen.size(), 20U);
  for (std::size_t i = 1; i < seen.size(); ++i)
    EXPECT_NEAR(seen[i].seconds - seen[i - 1].seconds, 0.01, 0.0005) << i;
}

// Of four pictures one is sent three before it is shown: it waits for them, and not for mien.
TEST_F(LiveSourceTest, APictureIsCompleteWhenThoseBeforeItHaveCome) {
  for (const int b_frames : {0, 3}) {
    const auto source =
        open({.width = 64, .height = 48, .fps = 25, .frames = 40, .gop = 20, .b_frames = b_frames},
             "b" + std::to_string(b_frames) + ".mp4");
    Frame frame;
    double longest = 0;
    std::vector<double> since_complete;
    while (since_complete.size() < 30) {
      if (source->read(frame) != Step::frame) continue;
      EXPECT_GE(source->complete_ms(), source->arrived_ms());
      longest = std::max(longest, source->complete_ms() - source->arrived_ms());
      since_complete.push_back(steady_ms() - source->complete_ms());
    }
    if (b_frames == 0)
      EXPECT_EQ(longest, 0);
    else
      EXPECT_GT(longest, 100) << "three pictures of 40 ms";
    std::ranges::nth_element(since_complete, since_complete.begin() + 15);
    EXPECT_LT(since_complete[15], 30) << "decoding alone";
  }
}

TEST_F(LiveSourceTest, AtRestOnlyKeyframesAreDecoded) {
  const auto source = open({.width = 64, .height = 48, .fps = 50, .frames = 200, .gop = 25});
  read_until(*source, 60);
  source->rest(video::Rest::between);
  read_until(*source, 80);  // to the next keyframe it goes on
  ASSERT_TRUE(source->resting());
  const auto seen = read_until(*source, 180);
  EXPECT_LE(seen.size(), 4U);
  EXPECT_GE(seen.size(), 3U);
  for (std::size_t i = 1; i < seen.size(); ++i)
    EXPECT_GE(seen[i].seconds - seen[i - 1].seconds, 0.49);
}

// An MP4 is rewound, an MKV opened anew.
TEST_F(LiveSourceTest, EachRoundOfARecordingIsTheSame) {
  constexpr std::size_t kFrames = 30;
  for (const std::string name : {"a.mp4", "b.mp4", "a.mkv", "b.mkv", "fragments.mp4"}) {
    ClipSpec spec{.width = 64, .height = 48, .fps = 100, .frames = kFrames, .gop = 12};
    spec.b_frames = name[0] == 'a' ? 0 : 2;
    if (name == "fragments.mp4") spec.muxer_options = {{"movflags", "frag_keyframe+empty_moov"}};
    const auto source = open(spec, name);
    const auto seen = read_until(*source, 3 * kFrames + 6);
    ASSERT_GE(seen.size(), 3 * kFrames) << name;
    for (std::size_t i = kFrames; i < 3 * kFrames; ++i) {
      EXPECT_EQ(seen[i].hash, seen[i - kFrames].hash) << name << ", picture " << i;
      EXPECT_NEAR(seen[i].seconds - seen[i - kFrames].seconds, kFrames / 100.0, 0.011) << name;
    }
  }
}

// Of a stream that is not even looked at, as the large one of a camera that sleeps.
TEST_F(LiveSourceTest, AtWholeRestNothingIsDecodedOnceAKeyframeWas) {
  const auto source = open({.width = 64, .height = 48, .fps = 50, .frames = 300, .gop = 25});
  source->rest(video::Rest::whole);
  EXPECT_EQ(read_until(*source, 40).size(), 26U) << "until it rests, and one keyframe";
  ASSERT_TRUE(source->resting());
  EXPECT_TRUE(read_until(*source, 140).empty());
  EXPECT_FALSE(source->owes_picture());
  source->rest(video::Rest::between);
  EXPECT_EQ(read_until(*source, 195).size(), 2U) << "150 and 175";
  source->rest(video::Rest::whole);
  EXPECT_TRUE(read_until(*source, 230).empty());
  source->rest(video::Rest::none);
  const auto seen = read_until(*source, 240);
  ASSERT_FALSE(seen.empty());
  EXPECT_NEAR(seen.front().seconds, 225 / 50.0, 0.001) << "the keyframe that was kept";
}

// Else a waking camera would be blind until the next keyframe, which may be seconds away.
TEST_F(LiveSourceTest, WakingGoesOnInTheMiddleOfAGroup) {
  for (const int b_frames : {0, 2}) {
    const auto source =
        open({.width = 64, .height = 48, .fps = 50, .frames = 100, .gop = 50, .b_frames = b_frames},
             "b" + std::to_string(b_frames) + ".mp4");
    source->rest(video::Rest::between);
    read_until(*source, 120);
    ASSERT_TRUE(source->resting());
    source->rest(video::Rest::none);
    int past = 0;
    bool now = false;
    const auto seen = read_until(*source, 130, [&] {
      past += source->catching_up();
      EXPECT_FALSE(now && source->catching_up()) << "what has caught up goes on so";
      now |= !source->catching_up();
    });
    EXPECT_FALSE(source->resting());
    EXPECT_GE(past, 15) << "pictures 101 to the one that it woke at are of the past";
    EXPECT_TRUE(now);
    EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
    ASSERT_GE(seen.size(), 25U) << "pictures 101 to 129, though 100 was the keyframe";
    for (std::size_t i = 1; i < seen.size(); ++i)
      EXPECT_NEAR(seen[i].seconds - seen[i - 1].seconds, 0.02, 0.001);
    // They are what a reader that never rested sees.
    const auto awake = read_all(folder_ / ("b" + std::to_string(b_frames) + ".mp4"));
    std::set<std::uint64_t> looks;
    for (const Seen& each : awake) looks.insert(each.hash);
    for (const Seen& each : seen) EXPECT_TRUE(looks.contains(each.hash));
  }
}

// Somebody comes long before the next keyframe: packets tell, and the pictures from the keyframe
// before are there at once. As nobody takes the wish to rest back, it rests again.
TEST_F(LiveSourceTest, PacketsThatGrowWakeIt) {
  constexpr int kFps = 25, kComes = 110, kGoes = 130;
  const ClipSpec spec{.width = 320, .height = 240, .fps = kFps, .frames = 300, .gop = 50};
  make_clip(folder_ / "a.mp4", spec, [](int index, AVFrame& frame) {
    const bool there = index >= kComes && index < kGoes;
    (there ? paint_moving : paint_still)(index, frame);
  });
  const auto source = video::open_live("loop:" + (folder_ / "a.mp4").string(),
                                       {.stop = &stop_, .packets_wake = true});
  source->rest(video::Rest::between);
  read_until(*source, kComes);
  ASSERT_TRUE(source->resting());
  const auto seen = read_until(*source, kComes + kFps / 2 + 1);
  EXPECT_FALSE(source->resting());
  ASSERT_FALSE(seen.empty());
  EXPECT_GT(seen.back().seconds, static_cast<double>(kComes) / kFps) << "within half a second";
  read_until(*source, 260);
  EXPECT_TRUE(source->resting());
}

TEST_F(LiveSourceTest, CamerasWithRareKeyframesDoNotRest) {
  const auto source = open({.width = 64, .height = 48, .fps = 50, .frames = 400, .gop = 400});
  source->rest(video::Rest::between);
  const auto seen = read_until(*source, 60);
  EXPECT_FALSE(source->resting());
  EXPECT_GE(seen.size(), 58U);
}

TEST_F(LiveSourceTest, MotionJpegRestsToo) {
  const auto source = open({.encoder = "mjpeg",
                            .width = 64,
                            .height = 48,
                            .fps = 50,
                            .frames = 100,
                            .format = AV_PIX_FMT_YUVJ420P},
                           "a.avi");
  source->rest(video::Rest::between);
  read_until(*source, 20);
  EXPECT_LE(read_until(*source, 120).size(), 6U) << "about two a second";
}

TEST_F(LiveSourceTest, HeldPicturesOutliveTheSource) {
  auto source = open({.width = 64, .height = 48, .fps = 50, .frames = 20, .gop = 10});
  std::vector<std::pair<Frame, std::shared_ptr<const void>>> held;
  std::vector<std::uint64_t> looks;
  while (held.size() < 8) {
    Frame frame;
    if (source->read(frame) != Step::frame) continue;
    looks.push_back(hash_of(frame));
    auto planes = source->hold(frame);
    held.emplace_back(frame, std::move(planes));
  }
  source.reset();
  for (std::size_t i = 0; i < held.size(); ++i) EXPECT_EQ(hash_of(held[i].first), looks[i]);
}

TEST_F(LiveSourceTest, PicturesAreReplayedOneASecond) {
  make_clip(
      folder_ / "a.jpg",
      {.encoder = "mjpeg", .width = 64, .height = 48, .frames = 1, .format = AV_PIX_FMT_YUVJ420P});
  const auto source = video::open_live("loop:" + (folder_ / "a.jpg").string(), {.stop = &stop_});
  Frame frame;
  EXPECT_EQ(source->read(frame), Step::frame);
  EXPECT_EQ(frame.info.width, 64);
  stop_ = true;
  EXPECT_EQ(source->read(frame), Step::ended);
}

TEST(PacketKeep, IsBoundedAndBeginsAtAKeyframe) {
  video::PacketKeep keep;
  const media::PacketHandle packet = media::make_packet();
  ASSERT_EQ(av_new_packet(packet.get(), 1000), 0);
  keep.add(*packet, 1, false);
  EXPECT_TRUE(keep.empty()) << "nothing to decode from";
  keep.add(*packet, 2, true);
  keep.add(*packet, 3, false);
  keep.add(*packet, 4, true);
  EXPECT_EQ(keep.take().arrived_ms, 4) << "a keyframe forgets what was before";
  EXPECT_TRUE(keep.empty());
  keep.add(*packet, 0, true);
  for (std::size_t i = 0; i < video::PacketKeep::kMostPackets; ++i) keep.add(*packet, 1, false);
  EXPECT_TRUE(keep.empty()) << "a group that never ends is given up";
}

}  // namespace
}  // namespace mien::test
