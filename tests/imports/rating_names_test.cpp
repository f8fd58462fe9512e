// A rating's id is one rating, for good; and what is taken back is gone from every figure.
#include <gmock/gmock.h>

#include "audience/faces.h"
#include "audience/store_desk.h"
#include "base/sqlite_database.h"
#include "imports/ratings_csv.h"

namespace mien::imports {
namespace {

using namespace audience;

using namespace std::chrono_literals;

class RatingNamesTest : public FolderTest {
 protected:
  static Rating rating(const std::string& id, double value = 4, WallTime time = kNine) {
    return {.content = "shelf", .time = time, .value = value, .source = "api", .source_row = id};
  }
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }
};

TEST_F(RatingNamesTest, OneForGoodAlsoAfterARestartAndManyOthers) {
  Rating first = rating("till-1");
  first.stamped = true;
  { EXPECT_EQ(StoreDesk(file_).hand_in_and_wait({first}).added, 1); }
  StoreDesk desk(file_);
  for (int part = 0; part < 21; ++part) {
    std::vector<Rating> others;
    for (int i = 0; i < 1000; ++i) others.push_back(rating(std::to_string(part * 1000 + i)));
    desk.hand_in_and_wait(others);
  }
  Rating again = first;
  again.time = kNine + 300h;  // it came later
  EXPECT_EQ(desk.hand_in_and_wait({again}).duplicates, 1);
  EXPECT_EQ(count("SELECT count(*) FROM ratings WHERE source_row = 'till-1'"), 1);
  EXPECT_EQ(count("SELECT time_ms FROM ratings WHERE source_row = 'till-1'"), since_1970_ms(kNine));
}

TEST_F(RatingNamesTest, AnotherRatingUnderTheNameIsRefusedWithAllThatCameWithIt) {
  StoreDesk desk(file_);
  desk.hand_in_and_wait({rating("1")});
  std::vector<Rating> wrong(5, rating("1"));
  wrong[0].value = 5;
  wrong[1].camera = "aisle";
  wrong[2].content = "bread";
  wrong[3].time = kNine + 1s;
  wrong[4].scale = 10;
  for (const Rating& other : wrong) {
    try {
      desk.hand_in_and_wait({rating("new"), other});
      ADD_FAILURE() << "was taken";
    } catch (const RatingConflict& conflict) {
      EXPECT_EQ(conflict.place(), 1u);
    }
  }
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), 1) << "nothing of the others either";
  EXPECT_EQ(desk.counts().conflicts, 5);
  EXPECT_FALSE(desk.trouble()) << "it is the sender's, not the database's";
  EXPECT_EQ(desk.hand_in_and_wait({rating("new")}).added, 1);
}

TEST_F(RatingNamesTest, OneHandInsConflictIsNotAnothers) {
  Store store(file_);
  store.add_ratings(std::vector{rating("1")});
  const std::vector<Rating> good = {rating("2")}, bad = {rating("3"), rating("1", 5)};
  const std::vector<RatingGroup> groups = {{good}, {bad}, {bad, OnConflict::leave_out}};
  const auto results = store.add_ratings(groups);
  EXPECT_EQ(results[0].added.added, 1);
  ASSERT_TRUE(results[1].conflict);
  EXPECT_EQ(results[2].added.added, 1);
  EXPECT_EQ(results[2].added.conflicts, std::vector<std::size_t>{1});
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), 3);
}

TEST_F(RatingNamesTest, AFileWithoutIdsCountsEqualOnes) {
  const char* text =
      "content,time,rating\nshelf,2026-11-03T09:00:00Z,4\n"
      "shelf,2026-11-03T09:00:00Z,4\nbread,2026-11-03T09:00:00Z,4\n"
      "bread,2026-11-03T09:00:00Z,4\n";
  Store store(file_);
  EXPECT_EQ(store.add_ratings(read_ratings_csv(text, {}).ratings).added, 4);
  EXPECT_EQ(store.add_ratings(read_ratings_csv(text, {}).ratings).duplicates, 4);
}

TEST_F(RatingNamesTest, ALineUnderAnothersIdIsABadLine) {
  const char* text =
      "content,time,rating,id\nshelf,2026-11-03T09:00:00Z,4,a\n"
      "shelf,2026-11-03T09:00:00Z,5,a\nshelf,2026-11-03T09:00:00Z,4,b\n";
  RatingsCsv csv = read_ratings_csv(text, {});
  const RatingsAdded added = Store(file_).add_ratings(csv.ratings, OnConflict::leave_out);
  EXPECT_EQ(added.added, 2);
  for (const std::size_t place : added.conflicts) note_conflict(csv, place);
  ASSERT_EQ(csv.bad.size(), 1u);
  EXPECT_EQ(csv.bad[0].line, 3u);
  EXPECT_THAT(csv.bad[0].reason, testing::HasSubstr("id 'a'"));
}

TEST_F(RatingNamesTest, WhatWouldBeDeletedAtOnceOrLiesAheadIsABadLine) {
  const char* text =
      "content,time,rating\nshelf,2010-01-01T09:00:00Z,4\n"
      "shelf,2026-11-03T08:00:00Z,4\nshelf,2026-11-03T10:00:00Z,4\n";
  RatingsCsv csv = read_ratings_csv(text, {});
  leave_out_untimely(csv, kNine, 30);
  EXPECT_EQ(csv.ratings.size(), 1u);
  ASSERT_EQ(csv.bad.size(), 2u);
  EXPECT_THAT(csv.bad[0].reason, testing::HasSubstr("older than the retention of 30 days"));
  EXPECT_THAT(csv.bad[1].reason, testing::HasSubstr("is in the future"));
  RatingsCsv all = read_ratings_csv(text, {});
  leave_out_untimely(all, kNine, 0);
  EXPECT_EQ(all.ratings.size(), 2u) << "all is kept";
}

TEST_F(RatingNamesTest, TakenBackTheyAreInNoFigure) {
  StoreDesk desk(file_, {.store = {.min_audience = 1}});
  std::vector<Rating> ratings;
  for (int i = 0; i < 40; ++i) {
    ratings.push_back(rating(std::to_string(i), 1 + i % 5, kNine + std::chrono::minutes(i)));
    ratings.back().token = i % 2 ? "door" : "till";
    ratings.back().camera = i % 4 ? "aisle" : "";
  }
  desk.hand_in_and_wait(ratings);
  Store(file_).decide(kLater);
  EXPECT_EQ(Store(file_).ratings_by_content().at("shelf")->ratings, 40);
  EXPECT_EQ(desk.undo_and_wait({.token = "door"}), 20);
  EXPECT_EQ(desk.undo_and_wait({.from = kNine + 30min}), 5);
  EXPECT_EQ(desk.undo_and_wait({.camera = "aisle", .to = kNine + 3min}), 1);
  EXPECT_EQ(desk.undo_and_wait({.content = "bread"}), 0);
  EXPECT_EQ(desk.counts().undone, 26);
  Store store(file_, {.min_audience = 1, .reader = true});
  EXPECT_EQ(store.ratings_by_content().at("shelf")->ratings, count("SELECT count(*) FROM ratings"));
  EXPECT_EQ(store.rank_by_rating().at(0).standing->values, 14u);
  EXPECT_EQ(count("SELECT count(*) FROM ratings WHERE token = 'door'"), 0);
}

}  // namespace
}  // namespace mien::imports
