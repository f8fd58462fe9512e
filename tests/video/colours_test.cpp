// Whatever layout a decoder gives, the same colours must reach the networks.
#include "clip_fixture.h"

namespace mien::test {
namespace {

using Colours = ClipTest;

/// Left half dark, right half bright, U low, V high.
void paint_halves(int, AVFrame& f) {
  for (int y = 0; y < f.height; ++y) {
    for (int x = 0; x < f.width; ++x) f.data[0][y * f.linesize[0] + x] = x < f.width / 2 ? 60 : 180;
  }
  for (int y = 0; y < (f.height + 1) / 2; ++y) {
    for (int x = 0; x < (f.width + 1) / 2; ++x) {
      f.data[1][y * f.linesize[1] + x] = 100;
      f.data[2][y * f.linesize[2] + x] = 160;
    }
  }
}

TEST_F(Colours, KnowsItsColours) {
  open("hd.mp4", {.width = 64, .height = 720, .frames = 1});
  EXPECT_EQ(frame_.matrix, ColorMatrix::bt709);
  EXPECT_FALSE(frame_.full_range);
  open("sd.mp4", {.width = 64, .height = 576, .frames = 1});
  EXPECT_EQ(frame_.matrix, ColorMatrix::bt601);
  open("tagged.mp4", {.frames = 1, .range = AVCOL_RANGE_JPEG, .matrix = AVCOL_SPC_BT2020_NCL});
  EXPECT_EQ(frame_.matrix, ColorMatrix::bt2020);
  EXPECT_TRUE(frame_.full_range);
  open(
      "a.jpg",
      {.encoder = "mjpeg", .width = 64, .height = 800, .frames = 1, .format = AV_PIX_FMT_YUVJ420P});
  EXPECT_EQ(frame_.matrix, ColorMatrix::bt601);
  EXPECT_TRUE(frame_.full_range);
}

TEST_F(Colours, EveryLayoutBecomesTheSamePlanes) {
  struct Layout {
    std::string encoder;
    AVPixelFormat format;
  };
  const Layout layouts[] = {
      {"rawvideo", AV_PIX_FMT_YUV420P},    {"rawvideo", AV_PIX_FMT_YUV422P},
      {"rawvideo", AV_PIX_FMT_NV12},       {"rawvideo", AV_PIX_FMT_NV21},
      {"rawvideo", AV_PIX_FMT_YUYV422},    {"rawvideo", AV_PIX_FMT_UYVY422},
      {"rawvideo", AV_PIX_FMT_YUV411P},    {"ffv1", AV_PIX_FMT_YUV444P},
      {"ffv1", AV_PIX_FMT_YUV420P10LE},    {"ffv1", AV_PIX_FMT_YUV422P10LE},
      {"ffv1", AV_PIX_FMT_YUV444P10LE},    {"ffv1", AV_PIX_FMT_YUV420P12LE},
      {"ffv1", AV_PIX_FMT_YUV420P16LE},    {"ffv1", AV_PIX_FMT_YUVA420P},
      {"libx264", AV_PIX_FMT_YUV420P10LE}, {"libx265", AV_PIX_FMT_YUV420P10LE},
      {"libx264", AV_PIX_FMT_YUV444P},
  };
  for (const Layout& layout : layouts) {
    for (const int size : {64, 67}) {
      const bool even_only = size % 2 && (layout.encoder != "ffv1");
      if (even_only) continue;
      open("a.nut",
           {.encoder = layout.encoder,
            .width = size,
            .height = size,
            .frames = 1,
            .format = layout.format},
           paint_halves);
      const std::string name = layout.encoder + " " + std::to_string(layout.format);
      const auto at = [&](int plane, int x, int y) {
        return static_cast<int>(frame_.planes[plane][y * frame_.strides[plane] + x]);
      };
      EXPECT_NEAR(at(0, 8, 40), 60, 3) << name;
      EXPECT_NEAR(at(0, size - 1, 40), 180, 3) << name;
      EXPECT_NEAR(at(1, size / 4, 20), 100, 3) << name;
      EXPECT_NEAR(at(2, 3, 20), 160, 3) << name;
      EXPECT_FALSE(frame_.full_range) << name;
    }
  }
}

TEST_F(Colours, RgbBecomesFullRangeBt601) {
  const auto red = [](int, AVFrame& f) {
    for (int i = 0; i < f.height; ++i) std::fill_n(f.data[0] + i * f.linesize[0], f.width, 81);
    for (int i = 0; i < (f.height + 1) / 2; ++i) {
      std::fill_n(f.data[1] + i * f.linesize[1], (f.width + 1) / 2, 90);
      std::fill_n(f.data[2] + i * f.linesize[2], (f.width + 1) / 2, 240);
    }
  };
  open("a.png",
       {.encoder = "png", .width = 33, .height = 17, .frames = 1, .format = AV_PIX_FMT_RGB24}, red);
  EXPECT_TRUE(frame_.full_range);
  EXPECT_EQ(frame_.matrix, ColorMatrix::bt601);
  EXPECT_NEAR(frame_.planes[0][0], 76, 3);
  EXPECT_NEAR(frame_.planes[1][0], 85, 3);
  EXPECT_NEAR(frame_.planes[2][0], 255, 3);
}

TEST_F(Colours, GrayHasNoColour) {
  open("a.png",
       {.encoder = "png", .width = 33, .height = 17, .frames = 1, .format = AV_PIX_FMT_GRAY8});
  EXPECT_EQ(frame_.planes[1][0], 128);
  EXPECT_EQ(frame_.planes[2][frame_.strides[2] * 8 + 16], 128);
  EXPECT_TRUE(frame_.full_range);
}

}  // namespace
}  // namespace mien::test
