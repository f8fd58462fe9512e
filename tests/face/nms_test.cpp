#include "face/nms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace mien::face {
namespace {

Detection face(float x, float y, float w, float h, float confidence) {
  return {{x, y, w, h}, confidence, std::nullopt};
}

std::vector<Detection> random_faces(std::mt19937& random, std::size_t count) {
  std::uniform_real_distribution<float> place(-50, 700), side(-5, 200), score(-0.5f, 1.5f);
  std::uniform_int_distribution<int> dice(0, 30);
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 0};
  std::vector<Detection> faces;
  for (std::size_t i = 0; i < count; ++i) {
    Detection f = face(place(random), place(random), side(random), side(random), score(random));
    float* fields[] = {&f.box.x, &f.box.y, &f.box.w, &f.box.h, &f.confidence};
    if (const int d = dice(random); d < 5)
      *fields[d] = odd[static_cast<std::size_t>(dice(random)) % 6];
    if (dice(random) < 10) {
      f.landmarks.emplace();
      for (Point& p : *f.landmarks) p = {place(random), place(random)};
      if (dice(random) < 5) (*f.landmarks)[2].x = NAN;
    }
    faces.push_back(f);
  }
  return faces;
}

TEST(Clip, CutsAtThePictureAndDropsWhatLiesBeyond) {
  std::vector<Detection> faces{face(-10, -20, 40, 50, 0.9f), face(90, 40, 40, 40, 0.8f),
                               face(200, 10, 20, 20, 0.7f), face(10, 10, 0, 20, 0.6f)};
  clip(faces, 100, 60);
  ASSERT_EQ(faces.size(), 2u);
  EXPECT_FLOAT_EQ(faces[0].box.x, 0);
  EXPECT_FLOAT_EQ(faces[0].box.w, 30);
  EXPECT_FLOAT_EQ(faces[0].box.h, 30);
  EXPECT_FLOAT_EQ(faces[1].box.right(), 100);
  EXPECT_FLOAT_EQ(faces[1].box.bottom(), 60);
}

TEST(Clip, LandmarksBeyondThePictureSurviveButNotThoseThatAreNoNumbers) {
  std::vector<Detection> faces{face(0, 0, 10, 10, 0.9f), face(0, 0, 10, 10, 0.9f)};
  faces[0].landmarks.emplace()[0] = {-3, 4};
  faces[1].landmarks.emplace()[4] = {4, NAN};
  clip(faces, 100, 60);
  ASSERT_EQ(faces.size(), 2u);
  ASSERT_TRUE(faces[0].landmarks);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[0].x, -3);
  EXPECT_FALSE(faces[1].landmarks);
}

TEST(Clip, APictureOfNoSizeHasNoFaces) {
  std::vector<Detection> faces{face(0, 0, 10, 10, 0.9f)};
  clip(faces, 0, 0);
  EXPECT_TRUE(faces.empty());
}

TEST(Suppress, OneFaceSeenTwiceIsCountedOnce) {
  std::vector<Detection> faces{face(12, 10, 50, 50, 0.7f), face(200, 10, 50, 50, 0.8f),
                               face(10, 10, 50, 50, 0.9f)};
  suppress(faces, 0.4f);
  ASSERT_EQ(faces.size(), 2u);
  EXPECT_FLOAT_EQ(faces[0].confidence, 0.9f);
  EXPECT_FLOAT_EQ(faces[1].confidence, 0.8f);
}

TEST(Suppress, NeighboursThatOverlapLittleBothStay) {
  std::vector<Detection> faces{face(0, 0, 50, 50, 0.9f), face(30, 0, 50, 50, 0.8f)};  // IoU 0.25
  suppress(faces, 0.4f);
  EXPECT_EQ(faces.size(), 2u);
}

TEST(Suppress, TheLimitsKeepTheMostConfident) {
  std::vector<Detection> faces;
  for (int i = 0; i < 100; ++i)
    faces.push_back(face(static_cast<float>(i) * 20, 0, 10, 10, static_cast<float>(i) / 100));
  suppress(faces, 0.4f, {.before = 50, .after = 7});
  ASSERT_EQ(faces.size(), 7u);
  EXPECT_FLOAT_EQ(faces.front().confidence, 0.99f);
  EXPECT_FLOAT_EQ(faces.back().confidence, 0.93f);
}

TEST(Suppress, TheOrderOfCandidatesDoesNotMatter) {
  std::mt19937 random(5);
  std::vector<Detection> faces = random_faces(random, 400);
  clip(faces, 640, 480);
  for (Detection& f : faces) f.confidence = std::round(f.confidence * 8) / 8;  // many ties
  std::vector<Detection> shuffled = faces;
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  suppress(faces, 0.4f);
  suppress(shuffled, 0.4f);
  ASSERT_EQ(faces.size(), shuffled.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    EXPECT_EQ(faces[i].box.x, shuffled[i].box.x);
    EXPECT_EQ(faces[i].box.h, shuffled[i].box.h);
  }
}

TEST(ClipAndSuppress, WhateverComesInWhatGoesOutIsSound) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Detection> faces = random_faces(random, random() % 300);
    clip(faces, 640, 384);
    suppress(faces, 0.4f);
    for (std::size_t i = 0; i < faces.size(); ++i) {
      const auto& [box, confidence, landmarks] = faces[i];
      EXPECT_GE(box.x, 0);
      EXPECT_GE(box.y, 0);
      EXPECT_LE(box.right(), 640.001f);
      EXPECT_LE(box.bottom(), 384.001f);
      EXPECT_GT(box.area(), 0);
      EXPECT_TRUE(confidence >= 0 && confidence <= 1);
      if (i > 0) {
        EXPECT_LE(confidence, faces[i - 1].confidence);
      }
      for (std::size_t j = 0; j < i; ++j) EXPECT_LE(iou(box, faces[j].box), 0.4f);
    }
    std::vector<Detection> again = faces;
    suppress(again, 0.4f);
    EXPECT_EQ(again.size(), faces.size());
  }
}

}  // namespace
}  // namespace mien::face
