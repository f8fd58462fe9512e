#include "face/quality.h"

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace mien::face {
namespace {

/// An adult face seen from the front: 100 × 120 pixels, its nose half-way from eyes to mouth.
Detection frontal() {
  Detection face{{100, 100, 100, 120}, 0.95f, std::nullopt};
  face.landmarks = Landmarks{{{128, 150}, {172, 150}, {150, 173}, {132, 195}, {168, 195}}};
  return face;
}

Detection with_nose(float x, float y) {
  Detection face = frontal();
  (*face.landmarks)[2] = {x, y};
  return face;
}

Detection rolled(Detection face, float degrees) {
  const float angle = degrees * std::numbers::pi_v<float> / 180;
  for (Point& p : *face.landmarks) {
    const float x = p.x - 150, y = p.y - 160;
    p = {150 + x * std::cos(angle) - y * std::sin(angle),
         160 + x * std::sin(angle) + y * std::cos(angle)};
  }
  return face;
}

struct Picture {
  explicit Picture(PixelFormat format, int size = 64)
      : canvas{nullptr, size, size, size * (format == PixelFormat::gray ? 1 : 3) + 5, format},
        bytes(static_cast<std::size_t>(canvas.stride) * static_cast<std::size_t>(size)) {
    canvas.data = bytes.data();
  }
  void paint(auto&& value_at) {
    for (int y = 0; y < canvas.height; ++y) {
      for (int x = 0; x < canvas.width * canvas.channels(); ++x) {
        canvas.data[y * canvas.stride + x] =
            static_cast<std::uint8_t>(value_at(x / canvas.channels(), y));
      }
    }
  }
  Canvas canvas;
  std::vector<std::uint8_t> bytes;
};

Picture stripes(int period, PixelFormat format = PixelFormat::gray) {
  Picture picture(format);
  picture.paint([period](int x, int) {
    return std::lround(128 + 60 * std::sin(2 * std::numbers::pi * x / period));
  });
  return picture;
}

TEST(BeforeCrop, AGoodFaceIsRead) {
  EXPECT_EQ(doubt_before_crop(frontal(), 640, 360), Doubt::none);
}

TEST(BeforeCrop, AFaceTooSmallIsNotGuessedAt) {
  Detection face = frontal();
  face.box.h = 23;
  EXPECT_EQ(doubt_before_crop(face, 640, 360), Doubt::too_small);
  face.box.h = 25;
  EXPECT_EQ(doubt_before_crop(face, 640, 360), Doubt::none);
}

TEST(BeforeCrop, AFaceMostlyBeyondThePictureIsCutOff) {
  Detection face{{600, 100, 100, 100}, 0.9f, std::nullopt};
  EXPECT_EQ(doubt_before_crop(face, 640, 360), Doubt::cut_off);
  EXPECT_EQ(doubt_before_crop(face, 680, 360), Doubt::none);
}

TEST(BeforeCrop, ABoxCutAtTheBorderIsToldByItsLandmarks) {
  Detection face = frontal();
  const float bottom = 190;  // both corners of the mouth lie below the picture
  face.box.h = bottom - face.box.y;
  EXPECT_EQ(doubt_before_crop(face, 640, static_cast<int>(bottom)), Doubt::cut_off);
}

TEST(BeforeCrop, ATurnedFaceIsNotReadButAFaceWithoutLandmarksIsNeverCalledTurned) {
  Detection face = with_nose(195, 173);  // beyond the eye
  EXPECT_EQ(doubt_before_crop(face, 640, 360), Doubt::turned_away);
  face.landmarks.reset();
  EXPECT_EQ(doubt_before_crop(face, 640, 360), Doubt::none);
}

TEST(BeforeCrop, WhatIsNoNumberIsNotRead) {
  Detection face = frontal();
  face.box.h = NAN;
  EXPECT_NE(doubt_before_crop(face, 640, 360), Doubt::none);
  face = frontal();
  face.box.x = NAN;
  EXPECT_NE(doubt_before_crop(face, 640, 360), Doubt::none);
}

TEST(Pose, AFrontalFaceLooksAheadHoweverItLeans) {
  const Picture crop = stripes(8);
  for (const float degrees : {0.0f, 20.0f, -40.0f, 90.0f}) {
    const Quality quality = assess(rolled(frontal(), degrees), crop.canvas);
    EXPECT_NEAR(quality.yaw, 0, 0.01);
    EXPECT_NEAR(quality.pitch, 0, 0.05);
  }
}

TEST(Pose, TheNoseTellsWhereTheFaceLooks) {
  const Picture crop = stripes(8);
  EXPECT_GT(assess(with_nose(165, 173), crop.canvas).yaw, 0.3);
  EXPECT_LT(assess(with_nose(135, 173), crop.canvas).yaw, -0.3);
  EXPECT_GT(assess(with_nose(150, 190), crop.canvas).pitch, 0.3);
  EXPECT_LT(assess(with_nose(150, 155), crop.canvas).pitch, -0.3);
  EXPECT_LE(assess(with_nose(900, 173), crop.canvas).yaw, 1);
  EXPECT_NEAR(assess(rolled(with_nose(165, 173), 30), crop.canvas).yaw,
              assess(with_nose(165, 173), crop.canvas).yaw, 0.01);
}

TEST(Sharpness, AFlatCropIsBlurredAndAnEdgyOneIsNot) {
  Picture flat(PixelFormat::gray);
  flat.paint([](int, int) { return 90; });
  const Quality quality = assess(frontal(), flat.canvas);
  EXPECT_EQ(quality.sharpness, 0);
  EXPECT_EQ(quality.overall, 0);
  EXPECT_EQ(doubt_after_crop(quality), Doubt::blurred);
  EXPECT_EQ(doubt_after_crop(assess(frontal(), stripes(6).canvas)), Doubt::none);
}

TEST(Sharpness, IsTheVarianceOfTheLaplacian) {
  Picture dot(PixelFormat::gray,
              5);  // nine inner pixels: −400 in the middle, 100 at its four neighbours
  dot.paint([](int x, int y) { return x == 2 && y == 2 ? 100 : 0; });
  EXPECT_NEAR(assess(frontal(), dot.canvas).sharpness, (400.0 * 400 + 4 * 100 * 100) / 9, 0.1);
}

TEST(Sharpness, GrayAndColourAgree) {
  const float gray = assess(frontal(), stripes(8).canvas).sharpness;
  EXPECT_FLOAT_EQ(assess(frontal(), stripes(8, PixelFormat::bgr).canvas).sharpness, gray);
  EXPECT_FLOAT_EQ(assess(frontal(), stripes(8, PixelFormat::rgb).canvas).sharpness, gray);
}

TEST(Overall, PrefersTheLargerSharperStraighterSurerView) {
  const Picture sharp = stripes(6), soft = stripes(20);
  const float good = assess(frontal(), sharp.canvas).overall;
  EXPECT_GT(good, assess(frontal(), soft.canvas).overall);
  EXPECT_GT(good, assess(with_nose(165, 173), sharp.canvas).overall);
  Detection small = frontal();
  small.box.h = 40;
  EXPECT_GT(good, assess(small, sharp.canvas).overall);
  Detection unsure = frontal();
  unsure.confidence = 0.6f;
  EXPECT_GT(good, assess(unsure, sharp.canvas).overall);
}

TEST(Overall, StaysWithinZeroAndOneWhateverComesIn) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> value(-1e4f, 1e4f);
  const float odd[] = {NAN, INFINITY, -INFINITY, 0, 3e38f, -3e38f};
  const auto any = [&] { return random() % 3 == 0 ? odd[random() % 6] : value(random); };
  Picture crop(PixelFormat::gray);
  for (int round = 0; round < 2000; ++round) {
    crop.paint([&](int, int) { return static_cast<int>(random() % 256); });
    Detection face{{any(), any(), any(), any()}, any(), Landmarks{}};
    for (Point& p : *face.landmarks) p = {any(), any()};
    const Quality quality = assess(face, crop.canvas);
    EXPECT_TRUE(quality.overall >= 0 && quality.overall <= 1) << quality.overall;
    EXPECT_TRUE(quality.yaw >= -1 && quality.yaw <= 1);
    EXPECT_TRUE(quality.pitch >= -1 && quality.pitch <= 1);
    doubt_before_crop(face, 640, 360);
  }
}

TEST(Sharpness, ACropTooSmallToHaveNeighboursIsBlurred) {
  EXPECT_EQ(assess(frontal(), Canvas{}).sharpness, 0);
  EXPECT_EQ(assess(frontal(), Picture(PixelFormat::gray, 2).canvas).sharpness, 0);
}

}  // namespace
}  // namespace mien::face
