#include "drawing/face_cover.h"

#include <gtest/gtest.h>

#include "drawing/face_timeline.h"
#include "video/stored_picture.h"

namespace mien::drawing {
namespace {

std::vector<FrameResult> looked_at(std::initializer_list<double> times) {
  std::vector<FrameResult> results;
  for (const double seconds : times) {
    results.emplace_back();
    results.back().frame.seconds = seconds;
  }
  return results;
}

TEST(AnalysedTime, ReachesToTheNextLookAndNoFurther) {
  const auto results = looked_at({0, 0.2, 0.4, 3.0});
  const AnalysedTime time(results, 5);
  for (const double seconds : {0.0, 0.04, 0.2, 0.56, 0.79, 3.0, 3.36})
    EXPECT_TRUE(time.covers(seconds)) << seconds;
  for (const double seconds : {0.84, 1.0, 2.96, 3.5, 100.0})
    EXPECT_FALSE(time.covers(seconds)) << seconds;
}

TEST(AnalysedTime, WhereEveryFrameWasInferredEachNeedsItsOwn) {
  const auto results = looked_at({0.04, 0.08});
  const AnalysedTime time(results, 0);
  EXPECT_TRUE(time.covers(0.0401));
  EXPECT_TRUE(time.covers(0.08));
  EXPECT_FALSE(time.covers(0));
  EXPECT_FALSE(time.covers(0.06));
  EXPECT_FALSE(AnalysedTime({}, 0).covers(0));
  EXPECT_FALSE(AnalysedTime({}, 5).covers(0));
}

/// A search whose answers are given, frame by frame.
class Searched {
 public:
  std::vector<Box> at(double seconds, std::vector<Box> faces) {
    answer_ = std::move(faces);
    picture_.frame().info.seconds = seconds;
    std::vector<Box> boxes;
    EXPECT_TRUE(cover_.find(picture_.frame(), boxes));
    return boxes;
  }

 private:
  video::StoredPicture picture_{200, 100};
  std::vector<Box> answer_;
  FaceCover cover_{{}, {.blur = true, .search = [this](const Frame&, std::vector<Box>& faces) {
                          faces = answer_;
                          return true;
                        }}};
};

TEST(FaceCover, WhatThisFrameShowsIsCoveredHoweverFastItMoves) {
  Searched searched;
  EXPECT_EQ(searched.at(0, {{10, 10, 20, 20}}).size(), 1u);
  const auto boxes = searched.at(0.04, {{160, 60, 20, 20}});
  ASSERT_GE(boxes.size(), 1u);
  EXPECT_FLOAT_EQ(boxes[0].x, 160);
}

TEST(FaceCover, AFaceThatTheDetectorLosesForAMomentStaysCovered) {
  Searched searched;
  searched.at(0, {{10, 10, 20, 20}});
  ASSERT_EQ(searched.at(0.04, {}).size(), 1u);
  EXPECT_NEAR(searched.at(0.4, {})[0].x, 10, 1e-3);
  EXPECT_TRUE(searched.at(0.6, {}).empty());
}

// A couple, heads before each other: the one that is found does not uncover the other.
TEST(FaceCover, AFaceThatIsLostBesideOneThatIsFoundStaysCovered) {
  Searched searched;
  ASSERT_EQ(searched.at(0, {{10, 10, 30, 30}, {30, 12, 30, 30}}).size(), 2u);
  const auto boxes = searched.at(0.04, {{11, 10, 30, 30}});
  ASSERT_EQ(boxes.size(), 2u);
  EXPECT_NEAR(boxes[1].x, 30, 1e-3);
  EXPECT_EQ(searched.at(0.4, {{12, 10, 30, 30}, {12.5, 10, 30, 30}}).size(), 3u)
      << "found twice, it still goes on from one";
  EXPECT_EQ(searched.at(1.0, {{12, 10, 30, 30}}).size(), 1u);
}

TEST(FaceCover, AFaceThatIsSeenAgainLeavesNoTrail) {
  Searched searched;
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(searched.at(i * 0.04, {{10.f + 5 * static_cast<float>(i), 10, 20, 20}}).size(), 1u);
}

TEST(FaceCover, AFrameThatCannotBeSearchedIsToGoWhole) {
  video::StoredPicture picture(64, 64);
  FaceCover cover({},
                  {.blur = true, .search = [](const Frame&, std::vector<Box>&) { return false; }});
  std::vector<Box> boxes;
  EXPECT_FALSE(cover.find(picture.frame(), boxes));
}

TEST(FaceCover, AFaceWhosePlaceIsNoneThatCanBeBlurredCoversTheFrame) {
  video::StoredPicture picture(64, 64);
  for (const float x : {std::nanf(""), 1e30f, -2e6f}) {
    FaceCover cover({}, {.blur = true, .search = [x](const Frame&, std::vector<Box>& faces) {
                           faces.push_back({x, 1, 2, 3});
                           return true;
                         }});
    std::vector<Box> boxes;
    EXPECT_FALSE(cover.find(picture.frame(), boxes)) << x;
  }
}

// The stream has become four times as large since: the box is where the face is now.
TEST(FaceTimeline, BoxesFollowAChangeOfSize) {
  auto results = looked_at({0, 1});
  for (FrameResult& result : results) {
    result.frame.width = result.frame.height = 100;
    result.faces.resize(1);
    result.faces[0].track = 1;
    result.faces[0].detection.box = {10, 20, 30, 40};
  }
  results[1].frame.width = results[1].frame.height = 400;
  results[1].faces[0].detection.box = {40, 80, 120, 160};
  FaceTimeline timeline(results);
  const auto& faces = timeline.at(0.5, 400, 400);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].box.x, 40);
  EXPECT_FLOAT_EQ(faces[0].box.h, 160);
}

}  // namespace
}  // namespace mien::drawing
