#include <array>

#include <gtest/gtest.h>

#include "media/cropper.h"
#include "media/scaler.h"
#include "video/stored_picture.h"

namespace mien::media {
namespace {

using Rgb = std::array<double, 3>;

constexpr std::array<Rgb, 8> kChart = {{{255, 255, 255},
                                        {0, 0, 0},
                                        {230, 20, 30},
                                        {20, 200, 40},
                                        {30, 40, 220},
                                        {224, 172, 140},
                                        {90, 60, 45},
                                        {128, 128, 128}}};

/// R, G, B 0..255 → Y, U, V by the standard's formula (kr, kb: weights of red and blue in luma).
std::array<double, 3> encode(const Rgb& c, double kr, double kb, bool full) {
  const double y = kr * c[0] + (1 - kr - kb) * c[1] + kb * c[2];
  const double u = (c[2] - y) / (2 * (1 - kb)), v = (c[0] - y) / (2 * (1 - kr));
  if (full) return {y, 128 + u, 128 + v};
  return {16 + y * 219 / 255, 128 + u * 224 / 255, 128 + v * 224 / 255};
}

struct Standard {
  ColorMatrix matrix;
  bool full;
  double kr, kb;
};

class Chart : public testing::TestWithParam<Standard> {
 protected:
  static constexpr int kTile = 32;
  Chart() : picture_(kTile * 8, kTile) {
    const Standard s = GetParam();
    picture_.frame().matrix = s.matrix;
    picture_.frame().full_range = s.full;
    for (int tile = 0; tile < 8; ++tile) {
      const auto yuv = encode(kChart[tile], s.kr, s.kb, s.full);
      for (int y = 0; y < kTile; ++y)
        for (int x = tile * kTile; x < (tile + 1) * kTile; ++x) {
          picture_.luma(x, y) = static_cast<std::uint8_t>(std::lround(yuv[0]));
          picture_.u(x / 2, y / 2) = static_cast<std::uint8_t>(std::lround(yuv[1]));
          picture_.v(x / 2, y / 2) = static_cast<std::uint8_t>(std::lround(yuv[2]));
        }
    }
  }
  /// Checks the middle of every tile on a canvas `scale` times as large as the chart.
  static void expect_chart(const video::OwnCanvas& canvas, double scale) {
    const PixelFormat format = canvas.canvas().format;
    for (int tile = 0; tile < 8; ++tile) {
      const int x = static_cast<int>((tile + 0.5) * kTile * scale);
      for (int c = 0; c < 3; ++c)
        EXPECT_NEAR(canvas.at(x, static_cast<int>(kTile * scale / 2),
                              format == PixelFormat::bgr ? 2 - c : c),
                    kChart[tile][c], 3)
            << "tile " << tile << " channel " << c;
    }
  }
  video::StoredPicture picture_;
};

// A detector trained on B, G, R misses faces when red and blue change places or contrast is off.
TEST_P(Chart, ScalesToTheRightColours) {
  Scaler scaler;
  for (const PixelFormat format : {PixelFormat::bgr, PixelFormat::rgb})
    for (const double scale : {1.0, 0.5, 2.0}) {
      video::OwnCanvas canvas(static_cast<int>(kTile * 8 * scale), static_cast<int>(kTile * scale),
                              format);
      scaler.fit(picture_.frame(), canvas.canvas());
      expect_chart(canvas, scale);
    }
}

TEST_P(Chart, CropsToTheRightColours) {
  Cropper cropper;
  for (const PixelFormat format : {PixelFormat::bgr, PixelFormat::rgb})
    for (int tile = 0; tile < 8; ++tile) {
      video::OwnCanvas canvas(8, 8, format);
      cropper.cut(picture_.frame(), {{(tile + 0.5f) * kTile, kTile / 2}, 16}, canvas.canvas());
      for (int c = 0; c < 3; ++c)
        EXPECT_NEAR(canvas.at(4, 4, format == PixelFormat::bgr ? 2 - c : c), kChart[tile][c], 3);
    }
}

TEST_P(Chart, GrayHasTheFullRange) {
  Scaler scaler;
  video::OwnCanvas canvas(kTile * 8, kTile, PixelFormat::gray);
  scaler.fit(picture_.frame(), canvas.canvas());
  Cropper cropper;
  for (const int tile : {0, 1, 7}) {
    EXPECT_NEAR(canvas.at(tile * kTile + 16, 16), kChart[tile][0], 1);
    video::OwnCanvas crop(8, 8, PixelFormat::gray);
    cropper.cut(picture_.frame(), {{(tile + 0.5f) * kTile, kTile / 2}, 16}, crop.canvas());
    EXPECT_NEAR(crop.at(4, 4), kChart[tile][0], 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Standards, Chart,
                         testing::Values(Standard{ColorMatrix::bt601, false, 0.299, 0.114},
                                         Standard{ColorMatrix::bt601, true, 0.299, 0.114},
                                         Standard{ColorMatrix::bt709, false, 0.2126, 0.0722},
                                         Standard{ColorMatrix::bt709, true, 0.2126, 0.0722},
                                         Standard{ColorMatrix::bt2020, false, 0.2627, 0.0593},
                                         Standard{ColorMatrix::bt2020, true, 0.2627, 0.0593}));

}  // namespace
}  // namespace mien::media
