// What one search overlooked, or took for a face, is not held while nothing moves.
#include <gtest/gtest.h>

#include "chain/demand.h"
#include "video/stored_picture.h"

namespace mien::chain {
namespace {

class DemandGate : public testing::Test {
 protected:
  void SetUp() override { demand_.begin(5); }

  /// The next picture of a scene in which nothing moves, 0.2 s later: was it searched? `faces`:
  /// what a search finds in it.
  bool searched(const std::vector<Box>& faces) {
    picture_.frame().info.seconds = 0.2 * next_++;
    if (!demand_.search_due(picture_.frame(), masks_)) return false;
    FrameResult result{.frame = picture_.frame().info};
    for (const Box& box : faces) result.faces.push_back({.detection = {.box = box}});
    demand_.found(result);
    return true;
  }
  /// Of so many pictures, all with these faces.
  int searches(int pictures, const std::vector<Box>& faces) {
    int count = 0;
    for (int i = 0; i < pictures; ++i) count += searched(faces);
    return count;
  }

  static constexpr Box kOne{100, 60, 40, 50}, kOther{300, 80, 40, 50};
  video::StoredPicture picture_{640, 360};
  Masks masks_;
  Demand demand_{{.read = OnDemand::off, .search = OnDemand::automatic, .decode = OnDemand::off}};
  int next_ = 0;
};

TEST_F(DemandGate, ClosesOnceTwoSearchesAgree) {
  EXPECT_TRUE(searched({kOne}));
  EXPECT_TRUE(searched({kOne}));
  EXPECT_EQ(searches(9, {kOne}), 0);
  EXPECT_TRUE(searched({kOne})) << "two seconds after the last one";
  EXPECT_EQ(searches(9, {kOne}), 0);
}

TEST_F(DemandGate, ClosesWhereNobodyIsAlike) {
  EXPECT_EQ(searches(2, {}), 2);
  EXPECT_EQ(searches(40, {}), 4);
}

TEST_F(DemandGate, WhomOneSearchOverlooksIsLookedForAgain) {
  searches(11, {kOne, kOther});
  EXPECT_TRUE(searched({kOne})) << "two seconds later";
  EXPECT_TRUE(searched({kOne, kOther})) << "one sight is lost, not two seconds of them";
  EXPECT_TRUE(searched({kOne, kOther}));
  EXPECT_FALSE(searched({kOne, kOther}));
}

TEST_F(DemandGate, WhatOneSearchMadeUpIsNotHeld) {
  searches(11, {});
  EXPECT_TRUE(searched({kOne})) << "two seconds later";
  EXPECT_TRUE(searched({})) << "one sight makes no stay";
}

TEST_F(DemandGate, AnotherPlaceIsAnotherFace) {
  searches(11, {kOne});
  EXPECT_TRUE(searched({kOther}));
  EXPECT_TRUE(searched({kOther}));
  EXPECT_FALSE(searched({kOther}));
}

}  // namespace
}  // namespace mien::chain
