#include "recorded/camera_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mien::recorded {
namespace {

using std::chrono::seconds;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

constexpr WallTime kMorning{std::chrono::hours(500'000)};

CameraFile file(const std::string& name, int at_s, int length_s, const std::string& id = {}) {
  return {.file = "rec/" + name,
          .begin = kMorning + seconds(at_s),
          .length = seconds(length_s),
          .id = id.empty() ? name : id};
}

std::vector<std::string> names(const CameraTimeline& line) {
  std::vector<std::string> names;
  for (const CameraFile& one : line.files) names.push_back(one.file);
  return names;
}

TEST(CameraFiles, StandInTheOrderOfTime) {
  CameraFile undated{.file = "rec/undated", .id = "u"};
  const auto line = in_order({undated, file("b", 60, 60), file("a", 0, 60)});
  EXPECT_THAT(names(line), ElementsAre("rec/a", "rec/b", "rec/undated"));
  EXPECT_EQ(line.gaps + line.overlaps, 0);
  EXPECT_THAT(line.files[1].notes, IsEmpty());
  EXPECT_FALSE(line.files[1].counts_from);
}

TEST(CameraFiles, TheSameRecordingTwiceIsOne) {
  const auto line = in_order({file("a", 0, 60, "x"), file("moved", 5, 60, "x")});
  EXPECT_THAT(names(line), ElementsAre("rec/a"));
  EXPECT_THAT(line.copies, ElementsAre("rec/moved is the same recording as rec/a: counted once"));
  EXPECT_EQ(in_order({file("a", 0, 60, ""), file("b", 60, 60, "")}).files.size(), 2u);
}

TEST(CameraFiles, AGapIsTold) {
  const auto line = in_order({file("a", 0, 60), file("b", 360, 60)});
  EXPECT_EQ(line.gaps, 1);
  EXPECT_THAT(line.files[1].notes, ElementsAre(HasSubstr("nothing was recorded for 5 min")));
}

TEST(CameraFiles, WhatTwoShowCountsInTheFirst) {
  // b lies within a and c begins in it: all that a shows is a's.
  const auto line = in_order({file("a", 0, 100), file("b", 20, 30), file("c", 70, 60)});
  EXPECT_EQ(line.overlaps, 2);
  EXPECT_EQ(line.files[1].counts_from, kMorning + seconds(50));  // to its end: none of it
  EXPECT_EQ(line.files[2].counts_from, kMorning + seconds(100));
  EXPECT_THAT(
      line.files[2].notes,
      ElementsAre("its first 30.0 s overlap a: stays in that time are counted from a only"));
}

// Raw streams do not say how long they last.
TEST(CameraFiles, OfUnknownLengthsIsToldThatNothingCanBeTold) {
  EXPECT_EQ(in_order({file("a", 0, 0), file("b", 360, 0), file("c", 400, 60)}).untold, 2u);
  EXPECT_EQ(in_order({file("a", 0, 60), file("b", 60, 60)}).untold, 0u);
  const auto line = in_order({file("a", 0, 100), file("b", 20, 0)});
  EXPECT_EQ(line.files[1].counts_from, kMorning + seconds(100));
  EXPECT_THAT(line.files[1].notes, ElementsAre(HasSubstr("its first 1 min overlap a")));
}

TEST(CameraFiles, NamesTellWholeSeconds) {
  const auto line = in_order({file("a", 0, 60), file("b", 59, 60)});
  EXPECT_EQ(line.overlaps, 0);
  EXPECT_EQ(line.files[1].counts_from, kMorning + seconds(60));  // and yet it counts once
}

}  // namespace
}  // namespace mien::recorded
