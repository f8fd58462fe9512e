// Size, rotation and time of frames decide where boxes land and how long people stayed.
#include "clip_fixture.h"

namespace mien::test {
namespace {

using Stream = ClipTest;

TEST_F(Stream, TellsWhatIsKnownBeforeReading) {
  const auto source =
      open("a.mp4", {.width = 320, .height = 180, .fps = 20, .frames = 60, .audio = true});
  const StreamInfo& info = source->info();
  EXPECT_EQ(info.width, 320);
  EXPECT_EQ(info.height, 180);
  EXPECT_DOUBLE_EQ(info.fps, 20);
  EXPECT_NEAR(info.seconds, 3, 0.05);
  EXPECT_EQ(info.frames, 60);
  EXPECT_EQ(info.codec, "h264");
  EXPECT_FALSE(info.live);
  EXPECT_EQ(info.name, (folder_ / "a.mp4").string());
}

TEST_F(Stream, CountsSecondsFromItsFirstFrame) {
  for (const std::string name : {"a.mp4", "a.mkv", "a.ts"}) {
    make_clip(folder_ / name, {.fps = 25, .frames = 20, .b_frames = 2, .first_pts = 75});
    const auto seen = read_all(folder_ / name);
    ASSERT_EQ(seen.size(), 20U) << name;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      EXPECT_EQ(seen[i].index, static_cast<std::int64_t>(i));
      EXPECT_NEAR(seen[i].seconds, static_cast<double>(i) / 25, 0.0011) << name;
    }
  }
}

TEST_F(Stream, KeepsTheTimesOfAVariableFrameRate) {
  make_clip(folder_ / "a.mp4", {.fps = 25, .frames = 12, .variable_rate = true});
  const auto seen = read_all(folder_ / "a.mp4");
  ASSERT_EQ(seen.size(), 12U);
  EXPECT_NEAR(seen[2].seconds, 0.08, 1e-6);
  EXPECT_NEAR(seen[3].seconds, 0.20, 1e-6);
  EXPECT_NEAR(seen[11].seconds, 0.68, 1e-6);
}

TEST_F(Stream, StreamsWithoutTimesFollowTheirRate) {
  for (const std::string name : {"a.h264", "a.avi"}) {
    make_clip(folder_ / name, {.fps = 25, .frames = 20, .b_frames = 2});
    const auto seen = read_all(folder_ / name);
    ASSERT_EQ(seen.size(), 20U) << name;
    EXPECT_EQ(seen[0].seconds, 0) << name;
    for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GT(seen[i].seconds, seen[i - 1].seconds);
    EXPECT_NEAR(seen[19].seconds, 0.76, 0.09) << name;
  }
}

TEST_F(Stream, TurnedClipsAreMeasuredUpright) {
  for (const int rotation : {0, 90, 180, 270}) {
    const auto source =
        open("a.mp4", {.width = 64, .height = 32, .frames = 1, .rotation = rotation});
    const bool sideways = rotation % 180 != 0;
    EXPECT_EQ(frame_.rotation, rotation);
    EXPECT_EQ(frame_.width, 64);
    EXPECT_EQ(frame_.info.width, sideways ? 32 : 64);
    EXPECT_EQ(frame_.info.height, sideways ? 64 : 32);
    EXPECT_EQ(source->info().width, frame_.info.width);
    EXPECT_EQ(source->info().height, frame_.info.height);
  }
}

TEST_F(Stream, WidePixelsWidenTheDisplay) {
  const auto source =
      open("a.mp4", {.width = 72, .height = 48, .frames = 1, .pixel_aspect = {4, 3}});
  EXPECT_EQ(frame_.width, 72);
  EXPECT_EQ(frame_.info.width, 96);
  EXPECT_EQ(frame_.info.height, 48);
  EXPECT_EQ(source->info().width, 96);
}

TEST_F(Stream, OddAndTinyAndHugePicturesWork) {
  open("odd.mkv", {.encoder = "ffv1", .width = 321, .height = 241, .frames = 2});
  EXPECT_EQ(frame_.info.width, 321);
  open("tiny.mp4", {.width = 16, .height = 16, .frames = 1});
  EXPECT_EQ(frame_.info.height, 16);
  open("one.png",
       {.encoder = "png", .width = 1, .height = 1, .frames = 1, .format = AV_PIX_FMT_RGB24});
  EXPECT_EQ(frame_.info.width, 1);
  open("huge.jpg", {.encoder = "mjpeg",
                    .width = 7680,
                    .height = 4320,
                    .frames = 1,
                    .format = AV_PIX_FMT_YUVJ420P});
  EXPECT_EQ(frame_.info.width, 7680);
}

TEST_F(Stream, PicturesBeyondTheBoundAreRefused) {
  make_clip(folder_ / "a.png",
            {.encoder = "png", .width = 16, .height = 16, .frames = 1, .format = AV_PIX_FMT_RGB24});
  std::string bytes = bytes_of(folder_ / "a.png");
  bytes[18] = '\x7f';  // a width and a height of 32,528
  bytes[22] = '\x7f';
  write_file(folder_ / "bomb.png", bytes);
  const auto source = video::open_source((folder_ / "bomb.png").string());
  EXPECT_FALSE(source->read(frame_));
  EXPECT_EQ(source->damaged_packets(), 1);
}

TEST_F(Stream, ALengthThatMakesNoSenseIsNone) {
  make_clip(folder_ / "a.mkv", {.width = 64, .height = 48, .frames = 50});
  std::string bytes = bytes_of(folder_ / "a.mkv");
  const std::size_t duration = bytes.find("\x44\x89\x88");  // 8 bytes, ms
  ASSERT_NE(duration, std::string::npos);
  bytes.replace(duration + 3, 8, std::string("\x43\x0C\x6B\xF5\x26\x34\0\0", 8));  // 10^15
  write_file(folder_ / "b.mkv", bytes);
  const auto source = video::open_source((folder_ / "b.mkv").string());
  EXPECT_EQ(source->info().seconds, 0);
  EXPECT_EQ(read_all(*source).size(), 50U);
}

TEST_F(Stream, GifAndOtherContainersAreRead) {
  for (const std::string name :
       {"a.gif", "a.mov", "a.mkv", "a.ts", "a.flv", "a.nut", "a.mpg", "a.webm"}) {
    ClipSpec spec{.width = 64, .height = 48, .frames = 10};
    if (name == "a.gif") spec.encoder = "gif", spec.format = AV_PIX_FMT_RGB8;
    if (name == "a.mpg") spec.encoder = "mpeg2video";
    if (name == "a.webm") spec.encoder = "libvpx-vp9";
    Source* source = open(name, spec);
    EXPECT_EQ(read_all(*source).size(), 9U) << name;
    EXPECT_EQ(frame_.info.width, 64) << name;
    EXPECT_EQ(source->damaged_packets(), 0) << name << source->damage();
  }
}

TEST_F(Stream, SizesMayChangeMidStream) {
  make_clip(folder_ / "a.ts", {.width = 64, .height = 48, .frames = 10});
  make_clip(folder_ / "b.ts", {.width = 96, .height = 80, .frames = 10, .first_pts = 10});
  write_file(folder_ / "both.ts", bytes_of(folder_ / "a.ts") + bytes_of(folder_ / "b.ts"));
  const auto seen = read_all(folder_ / "both.ts");
  ASSERT_GE(seen.size(), 19U);
  EXPECT_EQ(seen.front().width, 64);
  EXPECT_EQ(seen.back().width, 96);
  EXPECT_EQ(seen.back().height, 80);
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GT(seen[i].seconds, seen[i - 1].seconds);
}

TEST_F(Stream, DecoderThreadsChangeNothing) {
  make_clip(folder_ / "a.mp4", {.frames = 40, .b_frames = 2});
  const auto one = read_all(folder_ / "a.mp4");
  const auto four = read_all(*video::open_source((folder_ / "a.mp4").string(), {.threads = 4}));
  ASSERT_EQ(one.size(), four.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].hash, four[i].hash);
}

TEST_F(Stream, PlanesStayUntilTheNextRead) {
  Source* source = open("a.mp4", {.frames = 20, .b_frames = 2});
  while (source->read(frame_)) {
    const std::uint64_t before = hash_of(frame_);
    EXPECT_EQ(hash_of(frame_), before);
  }
  EXPECT_FALSE(source->read(frame_));
}

}  // namespace
}  // namespace mien::test
