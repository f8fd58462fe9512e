// Containers that tell less than others, or other things than their names: times, kinds, streams.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "odd_clips.h"
#include "video/live_source.h"

namespace mien::test {
namespace {

using testing::HasSubstr;

class Containers : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  static std::string notes_after_reading(const std::string& file, std::size_t frames) {
    const auto source = video::open_source(file);
    EXPECT_EQ(read_all(*source).size(), frames) << file << source->damage();
    EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
    return testing::PrintToString(source->notes());
  }
  TemporaryFolder folder_;
};

TEST_F(Containers, FramesOfAnAviTakeTheSlotsOfItsIndex) {
  for (const std::string encoder : {"libx264", "mpeg4", "mjpeg"})
    for (const int b_frames : {0, 2}) {
      ClipSpec spec{.encoder = encoder,
                    .width = 96,
                    .height = 64,
                    .frames = 200,
                    .gop = 25,
                    .b_frames = encoder == "mjpeg" ? 0 : b_frames};
      if (encoder == "mjpeg") spec.format = AV_PIX_FMT_YUVJ420P;
      make_clip(folder_ / "a.avi", spec);
      const auto seen = read_all(folder_ / "a.avi");
      ASSERT_EQ(seen.size(), 200U) << encoder;
      for (std::size_t i = 0; i < seen.size(); ++i)
        EXPECT_NEAR(seen[i].seconds, static_cast<double>(i) / 25, 1e-6)
            << encoder << b_frames << ", frame " << i;
    }
}

// A grabber that drops frames leaves their slots empty: eight seconds stay eight seconds.
TEST_F(Containers, EmptySlotsOfAnAviPass) {
  make_clip(folder_ / "a.avi", {.width = 96, .height = 64, .frames = 200, .gop = 25});
  remux(folder_ / "b.avi", {folder_ / "a.avi"}, [](int i) { return i % 25 >= 15; });
  const auto source = video::open_source(path("b.avi"));
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 120U) << source->damage();
  EXPECT_NEAR(seen[14].seconds, 0.56, 1e-6);
  EXPECT_NEAR(seen[15].seconds, 1.00, 1e-6);
  EXPECT_NEAR(seen[119].seconds, 7.56, 1e-6);
  EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
}

TEST_F(Containers, NamesDoNotMatter) {
  ClipSpec film{
      .encoder = "mjpeg", .width = 96, .height = 64, .frames = 50, .format = AV_PIX_FMT_YUVJ420P};
  make_clip(folder_ / "a.mjpeg", film);
  make_clip(folder_ / "b.mp4", {.width = 96, .height = 64, .frames = 50});
  make_clip(folder_ / "c.h264", {.width = 96, .height = 64, .frames = 50});
  make_clip(folder_ / "d.ts", {.width = 96, .height = 64, .frames = 50});
  for (const std::string from : {"a.mjpeg", "b.mp4", "c.h264", "d.ts"})
    for (const std::string to : {"raw.dat", "noname", "photo.jpg", "film.avi", "film.mp4"}) {
      write_file(folder_ / to, bytes_of(folder_ / from));
      EXPECT_EQ(read_all(folder_ / to).size(), 50U) << from << " as " << to;
    }
}

// As seen: only the first of its pictures was read.
TEST_F(Containers, AFilmWhoseSizeChangesBehindItsFirstPictureIsAFilm) {
  ClipSpec film{
      .encoder = "mjpeg", .width = 96, .height = 64, .frames = 1, .format = AV_PIX_FMT_YUVJ420P};
  make_clip(folder_ / "a.mjpeg", film);
  film.width = 48;
  film.frames = 23;
  make_clip(folder_ / "b.mjpeg", film);
  write_file(folder_ / "film.dat", bytes_of(folder_ / "a.mjpeg") + bytes_of(folder_ / "b.mjpeg"));
  EXPECT_EQ(read_all(folder_ / "film.dat").size(), 24U);
}

// As seen: of what `ffmpeg -f image2pipe` wrote only the first picture was read.
TEST_F(Containers, PicturesOneAfterAnotherAreAFilm) {
  struct Kind {
    const char *encoder, *ending;
    AVPixelFormat format;
  };
  for (const Kind& kind :
       {Kind{"png", "png", AV_PIX_FMT_RGB24}, Kind{"bmp", "bmp", AV_PIX_FMT_BGR24},
        Kind{"ppm", "ppm", AV_PIX_FMT_RGB24}, Kind{"pgm", "pgm", AV_PIX_FMT_GRAY8},
        Kind{"libwebp", "webp", AV_PIX_FMT_YUV420P}}) {
    const std::string picture = std::string("one.") + kind.ending;
    make_clip(
        folder_ / picture,
        {.encoder = kind.encoder, .width = 96, .height = 64, .frames = 1, .format = kind.format});
    const std::string one = bytes_of(folder_ / picture);
    std::string film;
    for (int i = 0; i < 20; ++i) film += one;
    write_file(folder_ / "film.dat", film);
    EXPECT_EQ(read_all(folder_ / "film.dat").size(), 20U) << kind.ending;
    EXPECT_EQ(read_all(folder_ / picture).size(), 1U) << kind.ending;
    write_file(folder_ / "cut_off.dat", film.substr(0, film.size() - one.size() / 2));
    EXPECT_GE(read_all(folder_ / "cut_off.dat").size(), 19U) << kind.ending;
    write_file(folder_ / "trailing.dat", one + std::string(100, 'x'));
    EXPECT_EQ(read_all(folder_ / "trailing.dat").size(), 1U) << kind.ending;
  }
}

TEST_F(Containers, APhotoIsOnePictureWhateverItIsCalled) {
  ClipSpec photo{
      .encoder = "mjpeg", .width = 96, .height = 64, .frames = 1, .format = AV_PIX_FMT_YUVJ420P};
  make_clip(folder_ / "a.jpg", photo);
  const std::string one = bytes_of(folder_ / "a.jpg");
  write_file(folder_ / "b.mjpeg", one);
  EXPECT_EQ(read_all(folder_ / "b.mjpeg").size(), 1U);
  photo.width = 48;
  make_clip(folder_ / "small.jpg", photo);
  write_file(folder_ / "with_preview.jpg", one + bytes_of(folder_ / "small.jpg"));
  EXPECT_EQ(read_all(folder_ / "with_preview.jpg").size(), 1U);
  const std::string views = std::string("\xFF\xD8\xFF\xE2\x00\x06MPF\0", 10);
  write_file(folder_ / "views.jpg", views + one.substr(2) + one);
  EXPECT_EQ(read_all(folder_ / "views.jpg").size(), 1U);
}

TEST_F(Containers, AReplayedFilmIsToldByItsContent) {
  make_clip(folder_ / "a.mjpeg", {.encoder = "mjpeg",
                                  .width = 96,
                                  .height = 64,
                                  .fps = 100,
                                  .frames = 20,
                                  .format = AV_PIX_FMT_YUVJ420P});
  write_file(folder_ / "a.jpg", bytes_of(folder_ / "a.mjpeg"));
  const auto camera = video::open_live("loop:" + path("a.jpg"), {});
  Frame frame;
  std::vector<std::uint64_t> seen;
  for (int step = 0; step < 200 && seen.size() < 3; ++step)
    if (camera->read(frame) == video::LiveSource::Step::frame) seen.push_back(hash_of(frame));
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_NE(seen[0], seen[1]);
}

TEST_F(Containers, OfTwoVideoTracksTheTakenOneIsNamed) {
  make_clip(folder_ / "small.mp4", {.width = 96, .height = 64, .frames = 60});
  make_clip(folder_ / "large.mp4", {.width = 192, .height = 128, .frames = 60});
  for (const std::string name : {"two.mp4", "two.mkv", "two.ts"}) {
    remux(folder_ / name, {folder_ / "small.mp4", folder_ / "large.mp4"});
    const std::string notes = notes_after_reading(path(name), 60);
    // In MP4 the first says that it is the one to be shown.
    EXPECT_THAT(notes,
                HasSubstr(name == "two.mp4"
                              ? "has 2 video streams; the one of 96 x 64 (number 1) is read"
                              : "has 2 video streams; the one of 192 x 128 (number 2) is read"))
        << name;
  }
  make_clip(folder_ / "one.mp4", {.width = 96, .height = 64, .frames = 60, .audio = true});
  EXPECT_EQ(notes_after_reading(path("one.mp4"), 60), "{}");
}

// As seen: frames were gone, and nothing was said.
TEST_F(Containers, WhatIsCutOffSaysSo) {
  for (const auto& [encoder, file, format] : {std::tuple("gif", "a.gif", AV_PIX_FMT_RGB8),
                                              std::tuple("libtheora", "a.ogv", AV_PIX_FMT_YUV420P),
                                              std::tuple("wmv2", "a.wmv", AV_PIX_FMT_YUV420P)}) {
    make_clip(folder_ / file,
              {.encoder = encoder, .width = 96, .height = 64, .frames = 30, .format = format});
    const std::string whole = bytes_of(folder_ / file);
    for (const char* behind : {"", "\n"}) {  // some tool's line
      write_file(folder_ / file, whole + behind);
      const auto source = video::open_source(path(file));
      read_all(*source);
      EXPECT_EQ(source->damage(), "") << file;
    }
    // Of Windows media the last bytes are an index that nobody needs.
    const std::size_t lost = file == std::string("a.wmv") ? whole.size() / 2 : 10;
    write_file(folder_ / file, whole.substr(0, whole.size() - lost));
    const auto cut = video::open_source(path(file));
    read_all(*cut);
    EXPECT_THAT(cut->damage(), HasSubstr("the file ends early")) << file;
  }
}

// What a recorder reserved ahead, and erased flash, are no damage.
TEST_F(Containers, BehindATransportStreamNothingIsNothing) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 50});
  for (const char filler : {'\0', '\xFF'})
    for (const std::size_t length : {1000u, 60'000u, 70'000u, 100'000u, 3'000'000u}) {
      write_file(folder_ / "b.ts", bytes_of(folder_ / "a.ts") + std::string(length, filler));
      const auto source = video::open_source(path("b.ts"));
      EXPECT_EQ(read_all(*source).size(), 50U) << length;
      EXPECT_EQ(source->damage(), "") << length;
    }
}

// As seen: a frame every 90 s was read as 25 a second.
TEST_F(Containers, ATimeLapseLastsAsLongAsItSays) {
  make_clip(folder_ / "a.mp4", {.width = 96, .height = 64, .fps = 1, .frames = 12, .spacing = 90});
  const auto seen = read_all(path("a.mp4"));
  ASSERT_EQ(seen.size(), 12U);
  EXPECT_NEAR(seen.back().seconds, 11 * 90, 1);
}

// A recorder that restarts gives its video another number. As seen: the last two pictures before
// it, and a third part under the first number, were lost in silence.
TEST_F(Containers, ATransportStreamWhoseVideoMovesIsReadToTheLast) {
  const auto at = [](const char* number, int width, int first) {
    return ClipSpec{.width = width,
                    .height = 64,
                    .frames = 150,
                    .first_pts = first,
                    .muxer_options = {{"mpegts_start_pid", number}}};
  };
  for (const int width : {96, 128, 64}) {
    make_clip(folder_ / "a.ts", at("0x100", 96, 0));
    make_clip(folder_ / "b.ts", at("0x200", width, 150));
    write_file(folder_ / "ab.ts", bytes_of(folder_ / "a.ts") + bytes_of(folder_ / "b.ts"));
    const auto source = video::open_source(path("ab.ts"));
    const auto seen = read_all(*source);
    EXPECT_EQ(seen.size(), 300U) << width;
    EXPECT_EQ(seen.front().width, 96);
    EXPECT_EQ(seen.back().width, width);
    EXPECT_NEAR(seen.back().seconds, 11.96, 0.09);
    EXPECT_THAT(testing::PrintToString(source->notes()), HasSubstr("contains 2 recordings"));
    write_file(folder_ / "aba.ts", bytes_of(path("ab.ts")) + bytes_of(path("a.ts")));
    EXPECT_EQ(read_all(path("aba.ts")).size(), 450U) << width;
  }
}

TEST_F(Containers, RecordingsThatWereReadWrongly) {
  const char* shared = std::getenv("MIEN_SHARED");
  if (!shared) GTEST_SKIP() << "needs MIEN_SHARED, the folder of development data";
  const auto inputs = std::filesystem::path(shared) / "inputs";
  const auto seen = read_all(inputs / "h264b_drop.avi");
  ASSERT_EQ(seen.size(), 120U);
  EXPECT_NEAR(seen.back().seconds, 8, 0.2);
  EXPECT_EQ(read_all(inputs / "raw_mjpeg.dat").size(), 50U);
}

}  // namespace
}  // namespace mien::test
