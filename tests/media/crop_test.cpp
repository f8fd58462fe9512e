#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "media/area.h"
#include "media/cropper.h"
#include "video/stored_picture.h"

namespace mien::media {
namespace {

double pixel(video::StoredPicture& picture, int x, int y) {
  return picture.luma(std::clamp(x, 0, picture.frame().width - 1),
                      std::clamp(y, 0, picture.frame().height - 1));
}

/// The plain twin: mean of the square under a target pixel, one small step at a time.
double plain_average(video::StoredPicture& picture, double left, double top, double step) {
  constexpr int kSteps = 40;
  double sum = 0;
  for (int j = 0; j < kSteps; ++j)
    for (int i = 0; i < kSteps; ++i)
      sum += pixel(picture, static_cast<int>(std::floor(left + (i + 0.5) * step / kSteps)),
                   static_cast<int>(std::floor(top + (j + 0.5) * step / kSteps)));
  return sum / (kSteps * kSteps);
}

/// The plain twin where the picture grows.
double plain_bilinear(video::StoredPicture& picture, double x, double y) {
  const int x0 = static_cast<int>(std::floor(x - 0.5)), y0 = static_cast<int>(std::floor(y - 0.5));
  const double fx = x - 0.5 - x0, fy = y - 0.5 - y0;
  return std::lerp(std::lerp(pixel(picture, x0, y0), pixel(picture, x0 + 1, y0), fx),
                   std::lerp(pixel(picture, x0, y0 + 1), pixel(picture, x0 + 1, y0 + 1), fx), fy);
}

TEST(Cropper, AgreesWithThePlainTwinOnRandomSquares) {
  std::mt19937 random(5);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  Cropper cropper;
  for (int round = 0; round < 60; ++round) {
    video::StoredPicture picture(static_cast<int>(between(1, 200)),
                                 static_cast<int>(between(1, 200)));
    picture.draw_noise(round);
    const int n = static_cast<int>(between(1, 40));
    video::OwnCanvas canvas(n, n, PixelFormat::gray);
    const CropSpec spec{
        {static_cast<float>(between(-50, 250)), static_cast<float>(between(-50, 250))},
        static_cast<float>(between(1, 250))};
    cropper.cut(picture.frame(), spec, canvas.canvas());
    const double step = static_cast<double>(spec.side) / n;
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) {
        const double left = spec.center.x - spec.side / 2.0 + x * step;
        const double top = spec.center.y - spec.side / 2.0 + y * step;
        if (step >= 1)
          ASSERT_NEAR(canvas.at(x, y), plain_average(picture, left, top, step), 9) << step;
        else
          ASSERT_NEAR(canvas.at(x, y), plain_bilinear(picture, left + step / 2, top + step / 2), 1);
      }
    EXPECT_TRUE(canvas.margins_untouched());
  }
}

// A face must look the same to the classifier however the camera was mounted.
TEST(Cropper, FindsTheSameSquareInEveryRotationPixelAspectAndRoll) {
  Cropper cropper;
  for (const int rotation : {0, 90, 180, 270})
    for (const double aspect : {1.0, 1.5})
      for (const float roll : {0.0f, 0.4f, -0.7f, 2.0f}) {
        video::StoredPicture picture(480, 360, rotation);
        FrameInfo& info = picture.frame().info;
        info.width = static_cast<int>(info.width * aspect);
        // The dot lies a quarter of the side to the right of the centre and an eighth below, in the
        // face's own axes.
        const CropSpec spec{{info.width * 0.55f, info.height * 0.45f}, 120, roll};
        const double u = 30, v = 15;
        const double x = spec.center.x + u * std::cos(roll) - v * std::sin(roll);
        const double y = spec.center.y + u * std::sin(roll) + v * std::cos(roll);
        const double dx = x / info.width, dy = y / info.height, w = 480, h = 360;
        const double sx[] = {dx * w, dy * w, (1 - dx) * w, (1 - dy) * w};
        const double sy[] = {dy * h, (1 - dx) * h, (1 - dy) * h, dx * h};
        picture.draw_dot(sx[rotation / 90], sy[rotation / 90], 5);
        video::OwnCanvas canvas(64, 64, PixelFormat::gray);
        cropper.cut(picture.frame(), spec, canvas.canvas());
        const Point found = canvas.centroid(64, 64);
        EXPECT_NEAR(found.x, 48, 0.25) << rotation << ' ' << aspect << ' ' << roll;
        EXPECT_NEAR(found.y, 40, 0.25) << rotation << ' ' << aspect << ' ' << roll;
      }
}

TEST(Cropper, EdgePixelsGoOnBeyondThePicture) {
  video::StoredPicture picture(50, 40);
  picture.draw([](double x, double) { return x < 1 ? 200 : x > 49 ? 90 : 10; });
  Cropper cropper;
  video::OwnCanvas canvas(16, 16, PixelFormat::gray);
  cropper.cut(picture.frame(), {{-500, 20}, 100}, canvas.canvas());
  EXPECT_EQ(canvas.at(0, 0), 200);
  EXPECT_EQ(canvas.at(15, 15), 200);
  cropper.cut(picture.frame(), {{1e9f, -1e9f}, 100}, canvas.canvas());
  EXPECT_EQ(canvas.at(7, 7), 90);
}

TEST(Cropper, AbsurdSquaresGiveMidGrayOrAPictureButNeverAFault) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInf = std::numeric_limits<float>::infinity();
  video::StoredPicture picture(50, 40, 90);
  picture.draw_noise(1);
  Cropper cropper;
  for (const PixelFormat format : {PixelFormat::gray, PixelFormat::rgb}) {
    video::OwnCanvas canvas(16, 16, format);
    for (const CropSpec& spec : {CropSpec{{20, 20}, 0},
                                 {{20, 20}, -5},
                                 {{kNan, 20}, 10},
                                 {{20, kInf}, 10},
                                 {{20, 20}, kNan},
                                 {{20, 20}, kInf}}) {
      cropper.cut(picture.frame(), spec, canvas.canvas());
      EXPECT_EQ(canvas.at(3, 3), 128);
    }
    for (const float roll : {0.0f, 1.0f, kNan, kInf, 1e30f})
      for (const float side : {1e-30f, 0.5f, 1e30f})
        for (const float at : {-1e30f, 0.0f, 25.0f, 1e30f})
          cropper.cut(picture.frame(), {{at, at}, side, roll}, canvas.canvas());
    EXPECT_TRUE(canvas.margins_untouched());
  }
}

/// Bilinear value, ×65536, at a position in pixels whose centres are whole numbers; edges go on.
int bilinear(const PlaneView& in, double x, double y) {
  x = std::clamp(x, 0.0, in.width - 1.0);
  y = std::clamp(y, 0.0, in.height - 1.0);
  const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
  const int fx = static_cast<int>((x - x0) * 256), fy = static_cast<int>((y - y0) * 256);
  const int right = x0 + 1 < in.width ? 1 : 0;
  const std::uint8_t* a = in.data + static_cast<std::ptrdiff_t>(y0) * in.stride + x0;
  const std::uint8_t* b = y0 + 1 < in.height ? a + in.stride : a;
  return (a[0] * (256 - fx) + a[right] * fx) * (256 - fy) +
         (b[0] * (256 - fx) + b[right] * fx) * fy;
}

/// The plain twin: the mean of four samples.
void turn_plainly(const PlaneView& level, double share, double roll, std::uint8_t* out, int stride,
                  int width, int height) {
  const double c = std::cos(roll), s = std::sin(roll);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      int sum = 0;
      for (int i = 0; i < 4; ++i) {
        const double u = ((x + 0.25 + 0.5 * (i % 2)) / width - 0.5) * share;
        const double v = ((y + 0.25 + 0.5 * (i / 2)) / height - 0.5) * share;
        sum += bilinear(level, (0.5 + u * c - v * s) * level.width - 0.5,
                        (0.5 + u * s + v * c) * level.height - 0.5);
      }
      out[static_cast<std::ptrdiff_t>(y) * stride + x] =
          static_cast<std::uint8_t>((sum + (1 << 17)) >> 18);
    }
}

// Readings of `--demand off` stay what they were, bit by bit.
TEST(Turner, GivesTheBytesOfThePlainTwin) {
  std::mt19937 random(11);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  Turner turner;
  for (int round = 0; round < 200; ++round) {
    const int w = static_cast<int>(between(1, 150)), h = static_cast<int>(between(1, 150));
    video::StoredPicture picture(w, h);
    picture.draw_noise(round);
    const Frame& frame = picture.frame();
    const PlaneView level{frame.planes[0], frame.strides[0], w, h};
    const int width = static_cast<int>(between(1, 70)), height = static_cast<int>(between(1, 70));
    const double share = between(0.5, 1.2), roll = between(-3.2, 3.2);
    const auto bytes = static_cast<std::size_t>(width * height);
    std::vector<std::uint8_t> fast(bytes), plain(bytes);
    turner.turn(level, share, roll, fast.data(), width, width, height);
    turn_plainly(level, share, roll, plain.data(), width, width, height);
    ASSERT_EQ(fast, plain) << w << " × " << h << " to " << width << " × " << height;
  }
}

}  // namespace
}  // namespace mien::media
