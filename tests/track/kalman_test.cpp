#include "track/kalman.h"

#include <cmath>

#include <gtest/gtest.h>

#include "track/association.h"

namespace mien::track {
namespace {

Box face_at(double x, double y, double height) {
  const float width = static_cast<float>(0.8 * height);
  return {static_cast<float>(x) - width / 2, static_cast<float>(y - height / 2), width,
          static_cast<float>(height)};
}

TEST(BoxFilter, ForeseesAPasserByAtFiveFramesASecond) {
  BoxFilter filter(face_at(0, 200, 60));
  for (int i = 1; i <= 5; ++i) {
    filter.predict(0.2);
    filter.update(face_at(i * 40.0, 200, 60));
  }
  filter.predict(0.2);
  EXPECT_NEAR(filter.center().x, 240, 15);
  EXPECT_NEAR(filter.center().y, 200, 1);
  EXPECT_NEAR(filter.box().w / filter.box().h, 0.8, 0.02);
}

TEST(BoxFilter, DependsOnSecondsNotOnFrames) {
  BoxFilter coarse(face_at(0, 0, 50)), fine(face_at(0, 0, 50));
  for (BoxFilter* filter : {&coarse, &fine}) {
    filter->predict(0.2);
    filter->update(face_at(20, 0, 50));
  }
  coarse.predict(0.4);
  for (int i = 0; i < 8; ++i) fine.predict(0.05);
  EXPECT_NEAR(coarse.center().x, fine.center().x, 0.01);
}

TEST(BoxFilter, AVelocityFadesWhileNobodyLooks) {
  BoxFilter filter(face_at(0, 0, 50));
  filter.predict(0.2);
  filter.update(face_at(40, 0, 50));
  filter.predict(60);
  EXPECT_LT(filter.center().x, 600);  // not 40 + 60 s × 200 pixels/s
  EXPECT_GT(filter.center().x, 40);
}

TEST(BoxFilter, StaysFiniteWithoutAnyTimeBetweenFrames) {
  BoxFilter filter(face_at(100, 100, 40));
  for (int i = 0; i < 1000; ++i) {
    filter.predict(0);
    filter.update(face_at(100 + i % 3, 100, 40));
  }
  EXPECT_NEAR(filter.center().x, 101, 1.5);
  EXPECT_TRUE(std::isfinite(filter.distance2({0, 0})));
}

TEST(BoxFilter, KeepsABoxThatHasAHeight) {
  BoxFilter filter(face_at(0, 0, 100));
  for (double height = 50; height > 0.1; height /= 2) {
    filter.predict(0.04);
    filter.update(face_at(0, 0, height));
  }
  filter.predict(2);
  EXPECT_GE(filter.box().h, 1);
  EXPECT_GT(filter.box().w, 0);
}

TEST(Association, NearerIsMoreAlikeAndFarIsImpossible) {
  BoxFilter expected(face_at(100, 100, 50));
  expected.predict(0.2);
  const double here = unlikeness(expected, face_at(100, 100, 50), 0);
  const double near = unlikeness(expected, face_at(120, 100, 50), 0);
  EXPECT_LT(here, near);
  EXPECT_LT(near, kImpossible);
  EXPECT_EQ(unlikeness(expected, face_at(400, 100, 50), 0), kImpossible);
  EXPECT_GT(unlikeness(expected, face_at(100, 100, 50), 1.5), here);  // those in view come first
}

TEST(Association, AFaceDoesNotDoubleWithinABlink) {
  BoxFilter expected(face_at(100, 100, 50));
  expected.predict(0.2);
  EXPECT_EQ(unlikeness(expected, face_at(100, 100, 120), 0), kImpossible);
  EXPECT_EQ(unlikeness(expected, face_at(100, 100, 20), 0), kImpossible);
  EXPECT_LT(unlikeness(expected, face_at(100, 100, 60), 0), kImpossible);
}

}  // namespace
}  // namespace mien::track
