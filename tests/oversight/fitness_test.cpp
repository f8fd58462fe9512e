#include <gtest/gtest.h>

#include "base/sqlite_database.h"
#include "base/temporary_folder.h"
#include "oversight/picture_days.h"

namespace mien::oversight {
namespace {

using std::chrono::hours;

Sights sights(std::int64_t usable, std::int64_t small, std::int64_t turned = 0) {
  Sights made;
  made.by_doubt[0] = usable;
  made.by_doubt[static_cast<std::size_t>(Doubt::too_small)] = small;
  made.by_doubt[static_cast<std::size_t>(Doubt::turned_away)] = turned;
  return made;
}

TEST(Fitness, FewFacesSayNothing) {
  EXPECT_FALSE(fitness_of({}));
  EXPECT_FALSE(fitness_of({{7, sights(10, kEnoughSights - 11)}}));
  EXPECT_TRUE(fitness_of({{7, sights(10, kEnoughSights - 10)}}));
}

TEST(Fitness, BelowHalfACameraIsNotFitAndTheRemedyIsNamed) {
  const auto well = fitness_of({{1, sights(600, 400)}});
  EXPECT_TRUE(well->fit);
  EXPECT_EQ(words_of(*well), "");
  const auto small = fitness_of({{1, sights(400, 500, 100)}});
  EXPECT_FALSE(small->fit);
  EXPECT_EQ(small->worst, Doubt::too_small);
  EXPECT_NE(words_of(*small).find("40 % of the faces can be read"), std::string::npos);
  EXPECT_NE(words_of(*small).find("hang the camera closer"), std::string::npos);
  const auto turned = fitness_of({{1, sights(400, 100, 500)}});
  EXPECT_NE(words_of(*turned).find("turned away"), std::string::npos);
}

TEST(Fitness, OnlyTheLastSevenDaysCount) {
  std::map<std::int64_t, Sights> days{{100, sights(0, 100'000)}};
  for (std::int64_t day = 107; day < 114; ++day) days[day] = sights(100, 10);
  EXPECT_EQ(fitness_of(days)->sights.all(), 770);
  EXPECT_TRUE(fitness_of(days)->fit);
}

TEST(Fitness, DaysOfAClockThatWasAheadDoNotCount) {
  const std::map<std::int64_t, Sights> days{{100, sights(600, 0)}, {40'000, sights(0, 600)}};
  EXPECT_FALSE(fitness_of(days)->fit);
  EXPECT_TRUE(fitness_of(days, 101)->fit);
  EXPECT_FALSE(fitness_of(days, 99)) << "none is left";
}

TEST(Fitness, ACameraThatSeesWorseThanInItsFirstWeeksHasDrifted) {
  std::map<std::int64_t, Sights> days;
  for (std::int64_t day = 0; day < 20; ++day) days[day] = sights(90, 10);
  EXPECT_FALSE(fitness_of(days)->usable_first) << "its first weeks are not over for long enough";
  for (std::int64_t day = 20; day < 30; ++day) days[day] = sights(60, 40);
  const auto later = fitness_of(days);
  EXPECT_DOUBLE_EQ(*later->usable_first, 0.9);
  EXPECT_TRUE(later->drifted);
  EXPECT_TRUE(later->fit);
  EXPECT_NE(words_of(*later).find("60 % of the faces can be read (90 % in this camera's first"),
            std::string::npos);
  for (std::int64_t day = 20; day < 30; ++day) days[day] = sights(75, 25);
  EXPECT_FALSE(fitness_of(days)->drifted);
}

class PictureDaysTest : public testing::Test {
 protected:
  static FrameResult frame(WallTime at, Doubt doubt, int faces) {
    FrameResult result;
    result.at = at;
    result.faces.resize(static_cast<std::size_t>(faces));
    for (Face& face : result.faces) face.expression.doubt = doubt;
    return result;
  }
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const WallTime noon_ = *parse_time("2026-11-03T12:00:00Z").time;
};

TEST_F(PictureDaysTest, WhatWasCountedOutlivesTheProgram) {
  const auto file = folder_ / "mien.db";
  {
    PictureDays days(file, {});
    for (int i = 0; i < 300; ++i) days.frame("aisle", frame(noon_, Doubt::none, 1));
    days.write();
    for (int i = 0; i < 150; ++i) days.frame("aisle", frame(noon_, Doubt::blurred, 2));
    EXPECT_EQ(days.fitness("aisle")->sights.all(), 600) << "before it is written";
  }
  PictureDays again(file, {});
  EXPECT_EQ(again.fitness("aisle")->sights.all(), 600);
  EXPECT_EQ(again.fitness("aisle")->sights.of(Doubt::blurred), 300);
  EXPECT_FALSE(again.fitness("door"));
  EXPECT_EQ(Database(file).integer("SELECT usable + blurred FROM picture_days"), 600);
}

TEST_F(PictureDaysTest, ADayIsTheStores) {
  const auto file = folder_ / "mien.db";
  PictureDays days(file, [](WallTime) { return std::chrono::minutes(120); });
  days.frame("aisle", frame(noon_ + hours(9), Doubt::none, 1));
  days.frame("aisle", frame(noon_ + hours(11), Doubt::none, 1));  // 01:00 of the next
  days.write();
  EXPECT_EQ(Database(file).integer("SELECT count(*) FROM picture_days"), 2);
}

TEST_F(PictureDaysTest, TroubleIsSaidOnceUntilItIsOver) {
  PictureDays days(folder_ / "mien.db", {});
  for (int i = 0; i < 600; ++i) days.frame("aisle", frame(noon_, Doubt::too_small, 1));
  ASSERT_EQ(days.news().size(), 1u);
  EXPECT_TRUE(days.news().empty());
  for (int i = 0; i < 900; ++i) days.frame("aisle", frame(noon_, Doubt::none, 1));
  EXPECT_TRUE(days.news().empty());
  for (int i = 0; i < 900; ++i) days.frame("aisle", frame(noon_, Doubt::too_small, 1));
  EXPECT_EQ(days.news().size(), 1u) << "again";
}

}  // namespace
}  // namespace mien::oversight
