// Copied from an AVI, a recording's times are slots in the order of decoding. Nothing may be lost.
#include <cmath>

#include "clock_fixture.h"
#include "media/demuxer.h"

namespace mien::test {
namespace {

class Slots : public Clock {
 protected:
  /// 8 s, copied from an AVI. Groups are open: a B picture leads each of their keyframes.
  std::string copied(const std::string& encoder, const std::string& ending,
                     const Painter& paint = paint_moving) {
    ClipSpec spec{.encoder = encoder, .width = 96, .height = 64, .frames = 200, .gop = 26};
    spec.b_frames = 2;
    spec.open_gop = true;
    make_clip(folder_ / "a.avi", spec, paint);
    remux(folder_ / ("b." + ending), {folder_ / "a.avi"});
    return (folder_ / ("b." + ending)).string();
  }
};

/// Asks the encoder for no B picture before frame `count`.
Painter without_b_until(int count) {
  return [count](int index, AVFrame& frame) {
    paint_moving(index, frame);
    const bool forced = index < count && index % 26 != 0;
    frame.pict_type = forced ? AV_PICTURE_TYPE_P : AV_PICTURE_TYPE_NONE;
  };
}

TEST_F(Slots, FramesTakeThemOneAfterAnother) {
  for (const std::string encoder : {"mpeg4", "libx264"})
    for (const std::string ending : {"mp4", "mkv", "mov"}) {
      const std::string file = copied(encoder, ending);
      EXPECT_EQ(expect_even(file, 200), "{}") << encoder << " in " << ending;
      const auto seen = read_all(file), before = read_all(folder_ / "a.avi");
      ASSERT_EQ(seen.size(), before.size());
      for (std::size_t i = 0; i < seen.size(); ++i) {
        ASSERT_NEAR(seen[i].seconds, static_cast<double>(i) / 25, 0.001)  // Matroska: whole ms
            << encoder << " in " << ending << ", frame " << i;
        ASSERT_EQ(seen[i].hash, before[i].hash) << encoder << " in " << ending << ", frame " << i;
      }
    }
}

TEST_F(Slots, WhatIsLookedAtIsTheSame) {
  const std::string file = copied("libx264", "mp4");
  const auto some = video::open_source(file, {.look_fps = 5});
  const auto whole = read_all(file), thin = read_all(*some);
  EXPECT_EQ(thin.size() + static_cast<std::size_t>(some->skipped_frames()), whole.size());
  for (const Seen& frame : thin)
    EXPECT_EQ(frame.seconds, whole[static_cast<std::size_t>(frame.index)].seconds);
}

// Where the first packets do not tell, nothing is lost either.
TEST_F(Slots, BPicturesMayComeLate) {
  expect_even(copied("libx264", "mp4", without_b_until(100)), 200);
}

// A stream that may have B pictures and has none is shared by workers like any other.
TEST_F(Slots, WithoutBPicturesTheyAreTimes) {
  const std::string file = copied("libx264", "mp4", without_b_until(200));
  const media::Demuxer demuxer(file, media::open_file(file));
  ASSERT_GT(demuxer.stream().codecpar->video_delay, 0) << "else it is no such stream";
  EXPECT_GE(video::open_source(file)->segments().size(), 3U);
  EXPECT_EQ(expect_even(file, 200), "{}");
}

}  // namespace
}  // namespace mien::test
