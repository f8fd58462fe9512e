#include "eval/average_precision.h"

#include <limits>

#include <gtest/gtest.h>

namespace mien::eval {
namespace {

Detection seen(float x, float y, float w, float h, float confidence) {
  Detection detection;
  detection.box = {x, y, w, h};
  detection.confidence = confidence;
  return detection;
}

LabelledImage::Labelled face(float x, float y, float w, float h, bool ignored = false) {
  return {{x, y, w, h}, ignored};
}

double value(const LabelledImage& image, double min_height = 10) {
  return average_precision(std::span(&image, 1), min_height).value;
}

TEST(AveragePrecision, IsOneWhereAllIsFoundAndNothingElse) {
  const LabelledImage image{{face(0, 0, 20, 20), face(50, 0, 20, 20)},
                            {seen(50, 0, 20, 20, 0.4f), seen(0, 0, 20, 20, 0.9f)}};
  const auto result = average_precision(std::span(&image, 1), 10);
  EXPECT_EQ(result.faces, 2u);
  EXPECT_DOUBLE_EQ(result.value, 1);
  ASSERT_EQ(result.curve.size(), 2u);
  EXPECT_DOUBLE_EQ(result.curve.front().recall, 0.5);
  EXPECT_DOUBLE_EQ(result.curve.back().recall, 1);
}

// By hand: hit, false alarm, hit of 4 faces → precision 1, 1/2, 2/3 at recall 1/4, 1/4, 2/4.
TEST(AveragePrecision, IsTheAreaUnderTheEnvelope) {
  const LabelledImage image{
      {face(0, 0, 20, 20), face(50, 0, 20, 20), face(100, 0, 20, 20), face(150, 0, 20, 20)},
      {seen(0, 0, 20, 20, 0.9f), seen(0, 100, 20, 20, 0.8f), seen(50, 0, 20, 20, 0.7f)}};
  EXPECT_NEAR(value(image), 0.25 * 1 + 0.25 * 2 / 3, 1e-12);
}

TEST(AveragePrecision, ASecondDetectionOfAFaceIsAFalseAlarm) {
  const LabelledImage image{
      {face(0, 0, 20, 20), face(50, 0, 20, 20)},
      {seen(0, 0, 20, 20, 0.9f), seen(1, 0, 20, 20, 0.8f), seen(50, 0, 20, 20, 0.7f)}};
  EXPECT_NEAR(value(image), 0.5 * 1 + 0.5 * 2 / 3, 1e-12);
}

TEST(AveragePrecision, LowFacesAreNeitherHitsNorMisses) {
  const LabelledImage image{{face(0, 0, 20, 20), face(50, 0, 8, 8)},
                            {seen(50, 0, 8, 8, 0.95f), seen(0, 0, 20, 20, 0.9f)}};
  const auto result = average_precision(std::span(&image, 1), 10);
  EXPECT_EQ(result.faces, 1u);
  EXPECT_DOUBLE_EQ(result.value, 1);
}

TEST(AveragePrecision, ALowDetectionThatMeetsNothingIsIgnored) {
  const LabelledImage image{{face(0, 0, 20, 20)},
                            {seen(80, 80, 9, 9, 0.95f), seen(0, 0, 20, 20, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(image), 1);
}

TEST(AveragePrecision, ALowDetectionThatMeetsAFaceIsAHit) {
  const LabelledImage image{{face(0, 0, 20, 10)}, {seen(0, 0, 20, 9, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(image), 1);
}

TEST(AveragePrecision, FacesMarkedIgnoredMakeNoFalseAlarms) {
  const LabelledImage image{{face(0, 0, 20, 20), face(50, 0, 20, 20, true)},
                            {seen(50, 0, 20, 20, 0.95f), seen(0, 0, 20, 20, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(image), 1);
}

TEST(AveragePrecision, AFreeFaceIsPreferredToAnIgnoredOne) {
  const LabelledImage image{{face(0, 0, 20, 20, true), face(2, 0, 20, 20)},
                            {seen(0, 0, 20, 20, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(image), 1);
}

TEST(AveragePrecision, HeightsAreMeasuredAtTheReferenceSize) {
  LabelledImage image{{face(0, 0, 20, 20)}, {seen(0, 0, 20, 20, 0.9f)}};
  image.height_scale = 0.25;  // a picture 2560 pixels wide: the face is 5 pixels high at 640
  EXPECT_EQ(average_precision(std::span(&image, 1), 10).faces, 0u);
  image.height_scale = 2;
  EXPECT_EQ(average_precision(std::span(&image, 1), 40).faces, 1u);
}

TEST(AveragePrecision, HalfOverlapIsEnough) {
  const LabelledImage half{{face(0, 0, 20, 20)}, {seen(0, 0, 20, 10, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(half), 1);
  const LabelledImage less{{face(0, 0, 20, 40)}, {seen(0, 0, 20, 19, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(less), 0);
}

// Otherwise the order in which images are read would move the figure.
TEST(AveragePrecision, EqualConfidencesAreOnePoint) {
  const LabelledImage hit{{face(0, 0, 20, 20)}, {seen(0, 0, 20, 20, 0.5f)}};
  const LabelledImage miss{{}, {seen(0, 0, 20, 20, 0.5f)}};
  const LabelledImage one[] = {hit, miss}, other[] = {miss, hit};
  EXPECT_DOUBLE_EQ(average_precision(one, 10).value, 0.5);
  EXPECT_DOUBLE_EQ(average_precision(other, 10).value, 0.5);
  EXPECT_EQ(average_precision(one, 10).curve.size(), 1u);
}

TEST(AveragePrecision, WithoutFacesOrImagesItIsZero) {
  EXPECT_EQ(average_precision({}, 10).value, 0);
  const LabelledImage image{{}, {seen(0, 0, 20, 20, 0.9f)}};
  const auto result = average_precision(std::span(&image, 1), 10);
  EXPECT_EQ(result.faces, 0u);
  EXPECT_TRUE(result.curve.empty());
}

TEST(AveragePrecision, NumbersThatAreNoneAreLeftOut) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const LabelledImage image{
      {face(0, 0, 20, 20)},
      {seen(0, 0, 20, 20, nan), seen(nan, 0, 20, 20, 0.95f), seen(0, 0, 20, 20, 0.9f)}};
  EXPECT_DOUBLE_EQ(value(image), 1);
}

}  // namespace
}  // namespace mien::eval
