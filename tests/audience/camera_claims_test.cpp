// What a host saw of a camera that was another's by then is in no figure of it.
#include "cells/camera_claims.h"

#include <gtest/gtest.h>

#include "audience/shown.h"
#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class CameraClaimsTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    store_.emplace(file_, StoreOptions{.min_audience = 5});
  }
  void TearDown() override {
    store_.reset();
    FolderTest::TearDown();
  }

  std::int64_t claim(std::int64_t fence, WallTime since, bool own,
                     const std::string& camera = "aisle") {
    return note_claims(file_, {}, std::vector{KnownClaim{camera, fence, since, own}});
  }
  /// `people` who came one after the other, a second apart, from `first` on.
  void see(WallTime first, int people, const std::string& camera = "aisle") {
    for (int i = 0; i < people; ++i)
      store_->add(std::vector{stay("shelf", first + std::chrono::seconds(i), 5, 0.5, camera)});
    store_->flush();
  }
  /// A log, imported later, of the whole hour.
  void show(const std::string& content) {
    store_->add_shown(
        std::vector{PlayLine{
            .played = {.camera = "aisle", .content = content, .begin = kNine, .end = kNine + 1h},
            .screen = "screen",
            .told = kNine}},
        "player");
  }
  std::int64_t people() {
    store_->decide(kLater);
    return store_->totals()->people;
  }
  std::int64_t stays() { return Database(file_).integer("SELECT count(*) FROM exposures"); }

  std::optional<Store> store_;
};

TEST_F(CameraClaimsTest, WhatBeganInAnothersTimeGoesAndWhatWasBeforeStays) {
  claim(10, kNine, true);
  see(kNine + 1min, 6);
  see(kNine + 10min, 7);
  EXPECT_EQ(claim(11, kNine + 10min, false), 7);
  EXPECT_EQ(stays(), 6);
  EXPECT_EQ(people(), 6);
}

TEST_F(CameraClaimsTest, WhatIsWrittenAfterItWasHeardIsJudgedAlike) {
  claim(10, kNine, true);
  claim(11, kNine + 10min, false);
  see(kNine + 9min, 6);   // late, and honest
  see(kNine + 11min, 7);  // late, and another's
  EXPECT_EQ(stays(), 6);
}

TEST_F(CameraClaimsTest, OnesOwnNextClaimEndsTheOthers) {
  claim(10, kNine, true);
  claim(12, kNine + 20min, true);
  EXPECT_EQ(claim(11, kNine + 10min, false), 0) << "heard after one's own";
  see(kNine + 15min, 3);
  see(kNine + 20min, 5);
  EXPECT_EQ(stays(), 5);
}

TEST_F(CameraClaimsTest, ACameraThatWasNeverOnesOwnIsNotLost) {
  see(kNine + 1min, 6);
  EXPECT_EQ(claim(11, kNine, false), 0);
  claim(3, kNine, true, "door");
  claim(4, kNine, false, "door");
  see(kNine + 1min, 2);
  EXPECT_EQ(stays(), 8) << "another camera's claim";
}

TEST_F(CameraClaimsTest, AClaimReachesNoFurtherBackThanTheOneBeforeIt) {
  claim(10, kNine, true);
  see(kNine + 1min, 6);
  claim(12, kNine + 30min, true);
  see(kNine + 31min, 7);
  EXPECT_EQ(claim(13, WallTime{}, false), 7) << "a clock, or somebody, that says 1970";
  see(kNine + 2min, 1);
  EXPECT_EQ(stays(), 7);
}

TEST_F(CameraClaimsTest, APublishedCellChangesWhereEnoughLeave) {
  claim(10, kNine, true);
  see(kNine + 1min, 6);
  see(kNine + 10min, 7);
  ASSERT_EQ(people(), 13);
  EXPECT_EQ(claim(11, kNine + 10min, false), 7);
  EXPECT_EQ(people(), 6);
}

TEST_F(CameraClaimsTest, APublishedCellOfWhichTooFewWouldLeaveStaysAsItWasTold) {
  claim(10, kNine, true);
  see(kNine + 1min, 6);
  see(kNine + 10min, 2);
  ASSERT_EQ(people(), 8);
  EXPECT_EQ(claim(11, kNine + 10min, false), 0);
  EXPECT_EQ(people(), 8);
  EXPECT_EQ(stays(), 8);
}

TEST_F(CameraClaimsTest, WhatStayedToldStaysWhereALogSaysWhatWasShown) {
  claim(10, kNine, true);
  see(kNine + 1min, 6);
  see(kNine + 10min, 2);
  ASSERT_EQ(people(), 8);
  ASSERT_EQ(claim(11, kNine + 10min, false), 0);
  show("poster");
  EXPECT_EQ(people(), 8);
  EXPECT_EQ(stays(), 8) << "nothing took the place of two";
}

TEST_F(CameraClaimsTest, ALogThatCannotBeFollowedDeletesNothing) {
  claim(10, kNine, true);
  see(kNine + 10min, 2);
  see(kNine + 21min, 3);
  ASSERT_EQ(people(), 5);
  claim(12, kNine + 20min, true);
  ASSERT_EQ(claim(11, kNine + 10min, false), 0) << "so few stay as they were told";
  show("poster");
  EXPECT_EQ(stays(), 5);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM cell_stays"), 5);
}

TEST_F(CameraClaimsTest, NothingIsLeftOfASightThatWasAnothers) {
  show("poster");
  claim(10, kNine, true);
  claim(11, kNine + 10min, false);
  see(kNine + 9min, 6);
  see(kNine + 11min, 7);
  EXPECT_EQ(stays(), 6);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM seen"), 6);
}

TEST_F(CameraClaimsTest, ARecordingOfTheSameNameIsNoFleetsCamera) {
  claim(10, kNine, true);
  Exposure recorded = stay("shelf", kNine + 15min, 5, 0.5);
  recorded.recording = "abc";
  store_->add(std::vector{recorded});
  store_->flush();
  EXPECT_EQ(claim(11, kNine + 10min, false), 0);
  recorded.start += 1min;
  recorded.end += 1min;
  store_->add(std::vector{recorded});
  store_->flush();
  EXPECT_EQ(stays(), 2);
}

}  // namespace
}  // namespace mien::audience
