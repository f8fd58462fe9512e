#include <algorithm>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "media/resize.h"
#include "media/scaler.h"
#include "video/stored_picture.h"

namespace mien::media {
namespace {

struct Case {
  int width, height, canvas, rotation;
  double x, y;  // of the dot, in the display picture, 0..1
};

// Boxes would lie beside the faces if any of scaling, turning and letterbox were off.
class DotStays : public testing::TestWithParam<Case> {};

TEST_P(DotStays, WithinAQuarterCanvasPixel) {
  const Case c = GetParam();
  video::StoredPicture picture(c.width, c.height, c.rotation);
  const double w = c.width, h = c.height;
  const double sx[] = {c.x * w, c.y * w, (1 - c.x) * w, (1 - c.y) * w};
  const double sy[] = {c.y * h, (1 - c.x) * h, (1 - c.y) * h, c.x * h};
  picture.draw_dot(sx[c.rotation / 90], sy[c.rotation / 90], 0.04 * w);
  video::OwnCanvas canvas(c.canvas, c.canvas, PixelFormat::gray);
  Scaler scaler;
  const Letterbox box = scaler.fit(picture.frame(), canvas.canvas());
  const Point found = canvas.centroid(box.width, box.height);
  const FrameInfo& info = picture.frame().info;
  EXPECT_NEAR(found.x * box.scale_x, c.x * info.width, 0.25 * box.scale_x);
  EXPECT_NEAR(found.y * box.scale_y, c.y * info.height, 0.25 * box.scale_y);
  EXPECT_EQ(std::max(box.width, box.height), c.canvas);
  EXPECT_TRUE(canvas.margins_untouched());
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, DotStays,
    testing::Values(Case{1920, 1080, 640, 0, .3, .6}, Case{1920, 1080, 640, 90, .3, .7},
                    Case{1920, 1080, 640, 180, .8, .2}, Case{1920, 1080, 640, 270, .2, .2},
                    Case{1280, 720, 640, 0, .8, .8}, Case{1271, 717, 640, 0, .85, .8},
                    Case{640, 360, 640, 90, .3, .7}, Case{640, 480, 640, 0, .8, .2},
                    Case{640, 360, 1280, 0, .85, .85}, Case{640, 360, 1000, 0, .1, .85},
                    Case{3840, 2160, 416, 0, .7, .3}, Case{333, 517, 640, 270, .15, .85}));

TEST(Scaler, PaddingIsFilledAndPictureKeepsItsAspect) {
  video::StoredPicture picture(200, 100);
  picture.draw([](double, double) { return 200; });
  video::OwnCanvas canvas(64, 64, PixelFormat::bgr);
  Scaler scaler;
  const Letterbox box = scaler.fit(picture.frame(), canvas.canvas(), 9);
  EXPECT_EQ(box.width, 64);
  EXPECT_EQ(box.height, 32);
  EXPECT_FLOAT_EQ(box.scale_x, 200.0f / 64);
  EXPECT_FLOAT_EQ(box.scale_y, 100.0f / 32);
  for (int channel = 0; channel < 3; ++channel) {
    EXPECT_NEAR(canvas.at(63, 31, channel), 200, 1);
    EXPECT_EQ(canvas.at(0, 32, channel), 9);
    EXPECT_EQ(canvas.at(63, 63, channel), 9);
  }
  EXPECT_TRUE(canvas.margins_untouched());
}

TEST(Scaler, PixelAspectIsAppliedByTheOneScaling) {
  video::StoredPicture picture(720, 576);  // 16:9 PAL: shown as 1024×576
  picture.frame().info.width = 1024;
  video::OwnCanvas canvas(512, 512, PixelFormat::gray);
  Scaler scaler;
  const Letterbox box = scaler.fit(picture.frame(), canvas.canvas());
  EXPECT_EQ(box.width, 512);
  EXPECT_EQ(box.height, 288);
  EXPECT_FLOAT_EQ(box.scale_x, 2);
}

TEST(Scaler, ShrinkingByThreeReadsEveryPixel) {
  // Single-pixel stripes: reading one column of three would give black or white, the mean is gray.
  video::StoredPicture picture(1920, 1080);
  picture.draw([](double x, double) { return static_cast<int>(x) % 2 == 0 ? 0 : 255; });
  video::OwnCanvas canvas(640, 360, PixelFormat::gray);
  Scaler scaler;
  scaler.fit(picture.frame(), canvas.canvas());
  for (int x = 0; x < 640; ++x) ASSERT_NEAR(canvas.at(x, 100), 128, 2) << x;
}

/// The plain twin: bilinear with half-pixel centres, from one size to another.
void expect_bilinear(int from_w, int from_h, int to_w, int to_h) {
  video::StoredPicture picture(from_w, from_h);
  picture.draw_noise(3);
  video::OwnCanvas canvas(to_w, to_h, PixelFormat::gray);
  Scaler scaler;
  const Letterbox box = scaler.fit(picture.frame(), canvas.canvas());
  ASSERT_EQ(box.width, to_w);
  ASSERT_EQ(box.height, to_h);
  for (int y = 0; y < to_h; ++y)
    for (int x = 0; x < to_w; ++x) {
      const double sx = std::clamp((x + 0.5) * from_w / to_w - 0.5, 0.0, from_w - 1.0);
      const double sy = std::clamp((y + 0.5) * from_h / to_h - 0.5, 0.0, from_h - 1.0);
      const int x0 = static_cast<int>(sx), y0 = static_cast<int>(sy);
      const int x1 = std::min(x0 + 1, from_w - 1), y1 = std::min(y0 + 1, from_h - 1);
      const double top = std::lerp(picture.luma(x0, y0), picture.luma(x1, y0), sx - x0);
      const double bottom = std::lerp(picture.luma(x0, y1), picture.luma(x1, y1), sx - x0);
      ASSERT_NEAR(canvas.at(x, y), std::lerp(top, bottom, sy - y0), 2) << x << ' ' << y;
    }
}

TEST(Scaler, GrowingAgreesWithThePlainFormula) {
  expect_bilinear(37, 23, 111, 69);
  expect_bilinear(64, 36, 80, 45);
}

TEST(Scaler, ShrinkingThreeToTwoAgreesWithThePlainFormula) {
  expect_bilinear(96, 54, 64, 36);
  expect_bilinear(33, 21, 22, 14);
}

// Sixteen columns at a time, and those that are left: byte by byte the weights 3/4 and 1/4.
TEST(PlaneResizer, ShrinksThreeToTwoExactly) {
  for (const int width : {2, 14, 16, 18, 30, 32, 34, 640}) {
    const int from = width / 2 * 3;
    video::StoredPicture picture(from, 9);
    picture.draw_noise(width);
    const PlaneView in{picture.frame().planes[0], from, from, 9};
    std::vector<std::uint8_t> out(static_cast<std::size_t>(width) * 6);
    PlaneResizer().resize(in, out.data(), width, width, 6);
    const auto down = [&](int x, int y) {
      const int middle = y / 2 * 3 + 1, strong = y % 2 == 0 ? middle - 1 : middle + 1;
      return (picture.luma(x, strong) * 192 + picture.luma(x, middle) * 64 + 128) >> 8;
    };
    for (int y = 0; y < 6; ++y)
      for (int x = 0; x < width; ++x) {
        const int middle = x / 2 * 3 + 1, strong = x % 2 == 0 ? middle - 1 : middle + 1;
        ASSERT_EQ(out[static_cast<std::size_t>(y * width + x)],
                  (3 * down(strong, y) + down(middle, y) + 2) / 4)
            << width << ": " << x << ' ' << y;
      }
  }
}

TEST(Scaler, TinyAndNarrowPicturesWork) {
  Scaler scaler;
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 999}, {999, 1}, {3, 2}, {2, 5000}})
    for (const int rotation : {0, 90, 180, 270})
      for (const PixelFormat format : {PixelFormat::gray, PixelFormat::bgr}) {
        video::StoredPicture picture(w, h, rotation);
        picture.draw([](double, double) { return 100; });
        video::OwnCanvas canvas(33, 17, format);
        const Letterbox box = scaler.fit(picture.frame(), canvas.canvas());
        EXPECT_GE(box.width, 1);
        EXPECT_GE(box.height, 1);
        EXPECT_NEAR(canvas.at(0, 0), 100, 1);
        EXPECT_TRUE(canvas.margins_untouched());
      }
}

TEST(Scaler, BrokenFramesAndCanvasesAreRefused) {
  video::StoredPicture picture(64, 48);
  video::OwnCanvas canvas(32, 32, PixelFormat::bgr);
  Scaler scaler;
  const Frame good = picture.frame();
  const auto refused = [&](const Frame& frame) {
    EXPECT_THROW(scaler.fit(frame, canvas.canvas()), Error);
  };
  Frame bad = good;
  bad.width = 0;
  refused(bad);
  bad = good;
  bad.height = 1 << 30;
  refused(bad);
  bad = good;
  bad.planes[2] = nullptr;
  refused(bad);
  bad = good;
  bad.strides[0] = 10;
  refused(bad);
  bad = good;
  bad.rotation = 45;
  refused(bad);
  Canvas narrow = canvas.canvas();
  narrow.stride = 32;
  EXPECT_THROW(scaler.fit(good, narrow), Error);
}

}  // namespace
}  // namespace mien::media
