// A blurred copy shows nothing that was not searched.
#include "annotate_fixture.h"
#include "drawing/annotated.h"
#include "drawing/mp4_writer.h"

namespace mien::drawing {
namespace {

namespace fs = std::filesystem;

class BlurredCopy : public WriteAnnotated {};

// How light the picture is, frame by frame.
std::vector<double> brightness(const fs::path& file) {
  std::vector<double> means;
  const auto source = video::open_source(file.string());
  for (Frame f; source->read(f);) {
    double sum = 0;
    for (int y = 0; y < f.height; ++y)
      for (int x = 0; x < f.width; ++x) sum += f.planes[0][y * f.strides[0] + x];
    means.push_back(sum / (f.width * f.height));
  }
  return means;
}

TEST_F(BlurredCopy, EveryFrameIsSearchedWhateverTheResultsSay) {
  const fs::path in = clip({.frames = 200, .gop = 25}, "in.mp4", stripes(3, 60, 200)),
                 out = dir_ / "out.mp4";
  std::vector<double> searched;
  const drawing::AnnotatedCopy copy =
      write_annotated(in.string(), {}, out,
                      {.blur = true, .search = [&](const Frame& frame, std::vector<Box>& faces) {
                         searched.push_back(frame.info.seconds);
                         faces.push_back({0, 0, 320, 240});
                         return true;
                       }});
  EXPECT_EQ(copy.frames, 200);
  EXPECT_EQ(copy.covered, 0);
  ASSERT_EQ(searched.size(), 200u);
  EXPECT_EQ(times(out).size(), 200u);
  for (std::size_t i = 0; i < searched.size(); ++i) EXPECT_NEAR(searched[i], i * 0.04, 1e-3);
  const auto source = video::open_source(out.string());
  for (Frame f; source->read(f);)
    for (int x = 4; x < 316; ++x)
      ASSERT_LT(
          std::abs(f.planes[0][120 * f.strides[0] + x] - f.planes[0][120 * f.strides[0] + x + 1]),
          20)
          << f.info.seconds << ": " << x;
}

TEST_F(BlurredCopy, WhatCannotBeSearchedIsBlackAndCounted) {
  const fs::path in = clip({.frames = 30}, "in.mp4", stripes(8, 90, 200)), out = dir_ / "out.mp4";
  const drawing::AnnotatedCopy copy = write_annotated(
      in.string(), {}, out, {.blur = true, .search = [](const Frame& frame, std::vector<Box>&) {
                               return frame.info.index % 10 != 3;
                             }});
  EXPECT_EQ(copy.covered, 3);
  const auto light = brightness(out);
  ASSERT_EQ(light.size(), 30u);
  for (std::size_t i = 0; i < light.size(); ++i) EXPECT_EQ(light[i] < 30, i % 10 == 3) << i;
}

TEST_F(BlurredCopy, AStretchThatWasNotAnalysedIsBlackAndCounted) {
  const fs::path in = clip({.frames = 100}, "in.mp4", stripes(8, 90, 200)), out = dir_ / "out.mp4";
  std::vector<FrameResult> results;  // 5 a second; from 1 s to 3 s nothing was read
  for (const double seconds : {0.0, 0.2, 0.4, 0.6, 0.8, 3.0, 3.2, 3.4, 3.6, 3.8}) {
    results.emplace_back();
    results.back().frame.seconds = seconds;
  }
  const drawing::AnnotatedCopy copy =
      write_annotated(in.string(), results, out, {.blur = true, .look_fps = 5});
  const auto light = brightness(out);
  ASSERT_EQ(light.size(), 100u);
  std::int64_t black = 0;
  for (std::size_t i = 0; i < light.size(); ++i) {
    black += light[i] < 30;
    if (i >= 32 && i < 75) {
      EXPECT_LT(light[i], 30) << i;
    } else if (i < 25 || i >= 75) {
      EXPECT_GT(light[i], 90) << i;
    }
  }
  EXPECT_EQ(copy.covered, black);
}

// Longer ones break the order of the copy's pictures in FFmpeg 5, or cannot be written at all.
TEST_F(BlurredCopy, AGapOfManyHoursIsMadeFortyMinutes) {
  drawing::Mp4Writer writer(dir_ / "out.mp4", {.width = 64, .height = 64});
  for (int i = 0; i < 100; ++i) {
    const media::Surface surface = writer.surface();
    std::fill_n(surface.planes[0], surface.strides[0] * 64, std::uint8_t{90});
    for (int plane = 1; plane < 3; ++plane)
      std::fill_n(surface.planes[plane], surface.strides[plane] * 32, std::uint8_t{128});
    writer.write(i * 0.04 + (i < 50 ? 0 : 50000));
  }
  writer.finish();
  EXPECT_EQ(times(dir_ / "out.mp4").size(), 100u);
  EXPECT_NEAR(video::open_source((dir_ / "out.mp4").string())->info().seconds, 2404, 1);
}

}  // namespace
}  // namespace mien::drawing
