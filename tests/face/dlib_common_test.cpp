#include "face/dlib_common.h"

#include <limits>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "face/dlib_detectors.h"

namespace mien::face {
namespace {

DetectorOptions options_of(int width, int upsample, double min_confidence) {
  DetectorOptions options;
  options.name = "hog";
  options.width = width;
  options.upsample = upsample;
  options.min_confidence = min_confidence;
  return options;
}

TEST(DlibCanvas, KeepsTheAspectOfThePicture) {
  const CanvasSize wide = canvas_size(1920, 1080, 640);
  EXPECT_EQ(wide.width, 640);
  EXPECT_EQ(wide.height, 360);
  const CanvasSize tall = canvas_size(1080, 1920, 640);
  EXPECT_EQ(tall.width, 360);
  EXPECT_EQ(tall.height, 640);
  const CanvasSize grown = canvas_size(320, 200, 640);
  EXPECT_EQ(grown.width, 640);
  EXPECT_EQ(grown.height, 400);
}

TEST(DlibCanvas, IsNeverEmpty) {
  EXPECT_EQ(canvas_size(100000, 1, 640).height, 1);
  EXPECT_THROW(canvas_size(0, 100, 640), Error);
  EXPECT_THROW(canvas_size(100, -1, 640), Error);
}

// The tracker and the sinks rely on boxes within the picture.
TEST(DlibBoxes, ComeBackInSourcePixelsWithinThePicture) {
  const Letterbox letterbox{2, 3, 100, 100, 200, 300};
  const auto inside = to_detection({10, 20, 30, 50}, 0, letterbox);
  ASSERT_TRUE(inside);
  EXPECT_FLOAT_EQ(inside->box.x, 20);
  EXPECT_FLOAT_EQ(inside->box.y, 60);
  EXPECT_FLOAT_EQ(inside->box.w, 40);
  EXPECT_FLOAT_EQ(inside->box.h, 90);
  EXPECT_FLOAT_EQ(inside->confidence, 0.5f);
  EXPECT_FALSE(inside->landmarks);
  const auto across = to_detection({-10, 90, 20, 120}, 1, letterbox);
  ASSERT_TRUE(across);
  EXPECT_FLOAT_EQ(across->box.x, 0);
  EXPECT_FLOAT_EQ(across->box.right(), 40);
  EXPECT_FLOAT_EQ(across->box.bottom(), 300);
  EXPECT_FALSE(to_detection({-30, 10, -10, 30}, 1, letterbox));
}

TEST(DlibConfidence, RisesWithTheScoreAndComesBack) {
  EXPECT_FLOAT_EQ(confidence_of_score(0), 0.5f);
  EXPECT_LT(confidence_of_score(-0.5), confidence_of_score(0));
  EXPECT_GT(confidence_of_score(1), confidence_of_score(0.5));
  EXPECT_LE(confidence_of_score(1000), 1);
  EXPECT_GE(confidence_of_score(-1000), 0);
  for (const double score : {-2.0, -0.5, 0.0, 0.7, 3.0}) {
    EXPECT_NEAR(score_of_confidence(confidence_of_score(score)), score, 1e-4);
  }
}

TEST(DlibOptions, UnsetConfidenceIsDlibsOwnThreshold) {
  EXPECT_DOUBLE_EQ(score_threshold(options_of(640, 0, 0)), 0);
  EXPECT_NEAR(score_threshold(options_of(640, 0, 0.27)), -0.5, 0.01);
}

TEST(DlibOptions, RefusesWhatCannotBe) {
  EXPECT_NO_THROW(check_dlib_options(options_of(640, 1, 0.5), 4096));
  EXPECT_THROW(check_dlib_options(options_of(640, -1, 0), 4096), Error);
  EXPECT_THROW(check_dlib_options(options_of(640, 99, 0), 4096), Error);
  EXPECT_THROW(check_dlib_options(options_of(0, 0, 0), 4096), Error);
  EXPECT_THROW(check_dlib_options(options_of(640, 3, 0), 4096), Error);  // 5120 pixels
  EXPECT_THROW(check_dlib_options(options_of(640, 0, 1), 4096), Error);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(check_dlib_options(options_of(640, 0, nan), 4096), Error);
}

}  // namespace
}  // namespace mien::face
