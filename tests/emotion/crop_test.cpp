#include "emotion/crop.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace mien::emotion {
namespace {

Detection face_with_eyes(Point left, Point right) {
  Detection face;
  face.box = {100, 50, 80, 100};
  face.landmarks = Landmarks{left, right};
  return face;
}

TEST(Crop, IsASquareOfTheBoxHeightAroundItsCentre) {
  const CropSpec crop = crop_for(face_with_eyes({120, 90}, {160, 90}), 1.1, true);
  EXPECT_FLOAT_EQ(crop.center.x, 140);
  EXPECT_FLOAT_EQ(crop.center.y, 100);
  EXPECT_FLOAT_EQ(crop.side, 110);
  EXPECT_FLOAT_EQ(crop.roll, 0);
}

TEST(Crop, ALeaningFaceIsTurnedUpright) {
  // The eye on the picture's right is lower: the face leans clockwise.
  const CropSpec crop = crop_for(face_with_eyes({120, 90}, {160, 130}), 1, true);
  EXPECT_NEAR(crop.roll, std::atan(1.0), 1e-5);
  EXPECT_NEAR(crop_for(face_with_eyes({120, 90}, {160, 50}), 1, true).roll, -std::atan(1.0), 1e-5);
  EXPECT_EQ(crop_for(face_with_eyes({120, 90}, {160, 130}), 1, false).roll, 0);
}

TEST(Crop, EyesThatCannotBeRightDoNotTurnIt) {
  EXPECT_EQ(crop_for(face_with_eyes({140, 90}, {141, 95}), 1, true).roll, 0);  // a profile
  EXPECT_EQ(crop_for(face_with_eyes({160, 90}, {120, 90}), 1, true).roll, 0);  // exchanged
  EXPECT_EQ(crop_for(face_with_eyes({130, 150}, {140, 90}), 1, true).roll,
            0);  // one above the other
  Detection without;
  without.box = {0, 0, 10, 10};
  EXPECT_EQ(crop_for(without, 1, true).roll, 0);
}

TEST(Crop, IsFiniteForAnyDetection) {
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(),
                       std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity(),
                       3e38f,
                       -3e38f,
                       0};
  for (const float a : bad) {
    for (const float b : bad) {
      Detection face = face_with_eyes({a, b}, {b, a});
      face.box = {a, b, b, a};
      const CropSpec crop = crop_for(face, 1.0, true);
      EXPECT_TRUE(std::isfinite(crop.center.x) && std::isfinite(crop.center.y));
      EXPECT_TRUE(std::isfinite(crop.roll));
      EXPECT_TRUE(crop.side >= 1 && std::isfinite(crop.side));
    }
  }
}

}  // namespace
}  // namespace mien::emotion
