// A folder of snapshots must come in the order that people expect, and one bad file must not end
// it.
#include "video/images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/passed_over.h"
#include "make_clip.h"
#include "picture_files.h"
#include "read_all.h"

namespace mien::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Images : public testing::Test {
 protected:
  void image(const std::string& name, int width, int height = 24) {
    ClipSpec spec{.encoder = "png",
                  .width = width,
                  .height = height,
                  .frames = 1,
                  .format = AV_PIX_FMT_RGB24};
    if (name.ends_with(".bmp")) spec.encoder = "bmp", spec.format = AV_PIX_FMT_BGR24;
    if (name.ends_with(".tif")) spec.encoder = "tiff";
    if (name.ends_with(".ppm")) spec.encoder = "ppm";
    if (name.ends_with(".webp")) spec.encoder = "libwebp", spec.format = AV_PIX_FMT_YUV420P;
    if (name.ends_with(".jpg")) spec.encoder = "mjpeg", spec.format = AV_PIX_FMT_YUVJ420P;
    make_clip(folder_ / name, spec);
  }
  TemporaryFolder folder_;
};

TEST_F(Images, ComeInNaturalOrderOneASecond) {
  image("img10.png", 30);
  image("img2.jpg", 22);
  image("img1.bmp", 21);
  image("Img3.ppm", 20);
  write_file(folder_ / "img4.txt", "no image");
  write_file(folder_ / "._img5.png", "a shadow file of another system");
  std::filesystem::create_directory(folder_ / "img6.png");
  const auto source = video::open_source(folder_.string());
  EXPECT_EQ(source->info().frames, 4);
  EXPECT_EQ(source->info().fps, 1);
  EXPECT_EQ(source->info().seconds, 4);
  EXPECT_EQ(source->info().width, 20);
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 4U);
  const int widths[] = {20, 21, 22, 30};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(seen[i].width, widths[i]);
    EXPECT_EQ(seen[i].seconds, static_cast<double>(i));
  }
}

TEST_F(Images, AllKindsAreRead) {
  for (const std::string name : {"a.png", "b.bmp", "c.tif", "d.ppm", "e.webp", "f.jpg"})
    image(name, 40);
  const auto source = video::open_source(folder_.string());
  EXPECT_EQ(read_all(*source).size(), 6U);
  EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
}

TEST_F(Images, ABrokenOneIsNamedAndSkipped) {
  image("1.png", 40);
  write_file(folder_ / "2.png", "this is text");
  image("3.jpg", 40);
  const std::string jpeg = bytes_of(folder_ / "3.jpg");
  write_file(folder_ / "3.jpg", jpeg.substr(0, 20));
  write_file(folder_ / "4.jpg", "");
  image("5.png", 44);
  const auto source = video::open_source(folder_.string());
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[1].index, 1);
  EXPECT_EQ(seen[1].seconds, 4);
  EXPECT_EQ(source->damaged_packets(), 3);
  EXPECT_THAT(source->damage(), HasSubstr("4.jpg"));
  EXPECT_THAT(source->notes(), testing::ElementsAre(HasSubstr("2.png: "), HasSubstr("3.jpg: "),
                                                    HasSubstr("4.jpg: the file is empty")));
}

TEST_F(Images, OneImageIsOneFrame) {
  image("a.jpg", 40);
  const auto source = video::open_source((folder_ / "a.jpg").string());
  EXPECT_EQ(source->info().width, 40);
  EXPECT_EQ(source->info().frames, 1);
  EXPECT_EQ(source->info().seconds, 0);
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].seconds, 0);
  source->seek(Segment{});
  EXPECT_EQ(read_all(*source).size(), 1U);
}

// Else who reads a large folder segment by segment is told of the same ones again and again.
TEST_F(Images, ASegmentsNotesAreItsOwn) {
  for (int i = 0; i < 35; ++i) write_file(folder_ / ("i" + std::to_string(i) + ".png"), "broken");
  const auto source = video::open_source(folder_.string());
  std::vector<std::size_t> notes;
  for (const Segment& segment : source->segments()) {
    source->seek(segment);
    EXPECT_TRUE(read_all(*source).empty());
    notes.push_back(source->notes().size());
  }
  EXPECT_EQ(notes, (std::vector<std::size_t>{16, 16, 3}));
  EXPECT_EQ(source->damaged_packets(), 35);
}

TEST_F(Images, SegmentsShareAFolder) {
  for (int i = 0; i < 35; ++i) image("i" + std::to_string(i) + ".png", 20 + i);
  write_file(folder_ / "i20.png", "broken");
  const auto source = video::open_source(folder_.string());
  const auto segments = source->segments();
  ASSERT_EQ(segments.size(), 3U);
  const auto straight = read_all(*source);
  ASSERT_EQ(straight.size(), 34U);
  std::size_t at = 0;
  for (const Segment& segment : segments) {
    const auto worker = video::open_source(folder_.string());
    worker->seek(segment);
    std::int64_t index = 0;
    for (const Seen& seen : read_all(*worker)) {
      ASSERT_EQ(seen.index, index++);
      ASSERT_EQ(seen.width, straight[at].width);
      ASSERT_EQ(seen.seconds, straight[at++].seconds);
    }
  }
  EXPECT_EQ(at, 34U);
}

TEST_F(Images, AreReadByContentAndWhatIsNotIsNamed) {
  image("photo.jpg", 20);
  const std::string jpeg = bytes_of(folder_ / "photo.jpg");
  for (const char* name : {"camera.dat", "no_ending", "web.jfif", "named.png"})
    write_file(folder_ / name, jpeg);
  write_file(folder_ / "film.dat", jpeg + jpeg + jpeg);
  make_clip(folder_ / "still.gif",
            {.encoder = "gif", .width = 64, .height = 48, .frames = 1, .format = AV_PIX_FMT_RGB8});
  make_clip(folder_ / "moving.gif",
            {.encoder = "gif", .width = 64, .height = 48, .frames = 3, .format = AV_PIX_FMT_RGB8});
  make_clip(folder_ / "clip.mp4", {.frames = 3});
  std::filesystem::copy_file((folder_ / "clip.mp4").string(), (folder_ / "clip.jpg").string());
  const std::string version(4, '\0');
  write_file(folder_ / "IMG_1.HEIC", heif_box("ftyp", "heic" + version + "mif1heic"));
  write_file(folder_ / "notes.txt", "no picture");
  write_file(folder_ / "Thumbs.db", "of another system");
  std::filesystem::create_directory(folder_ / "more");
  const auto source = video::open_source(folder_.string());
  EXPECT_THAT(source->info().files, ElementsAre("camera.dat", "named.png", "no_ending", "photo.jpg",
                                                "still.gif", "web.jfif"));
  EXPECT_TRUE(source->info().stills);
  EXPECT_EQ(read_all(*source).size(), 6U);
  EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
  std::vector<std::string> passed;
  for (const PassedOver& each : source->info().passed_over)
    passed.push_back(each.file + ": " + each.reason);
  EXPECT_THAT(passed,
              ElementsAre(HasSubstr("IMG_1.HEIC: a HEIC picture"), HasSubstr("clip.jpg: a clip"),
                          HasSubstr("clip.mp4: a clip"), HasSubstr("film.dat: a clip"),
                          HasSubstr("more: a subfolder"), HasSubstr("moving.gif: an animated GIF"),
                          HasSubstr("notes.txt: not a picture")));
  EXPECT_THAT(
      in_words(source->info().passed_over),
      testing::Contains(HasSubstr("3 files skipped (clip.jpg, clip.mp4, film.dat): a clip")));
}

TEST_F(Images, AFolderWithoutAnyNamesWhatItHolds) {
  make_clip(folder_ / "clip.mp4", {.frames = 3});
  EXPECT_THAT(refusal(folder_.string()),
              testing::AllOf(HasSubstr("without images"), HasSubstr("clip.mp4"),
                             HasSubstr("give it as an input of its own")));
}

TEST(NaturalOrder, ComparesDigitsAsNumbers) {
  EXPECT_TRUE(video::natural_less("img2", "img10"));
  EXPECT_FALSE(video::natural_less("img10", "img2"));
  EXPECT_TRUE(video::natural_less("a1b2", "a1b10"));
  EXPECT_TRUE(video::natural_less("img", "img1"));
  EXPECT_TRUE(video::natural_less("img01", "img1"));
  EXPECT_TRUE(video::natural_less("9", "99999999999999999999999"));
  EXPECT_FALSE(video::natural_less("same7", "same7"));
}

}  // namespace
}  // namespace mien::test
