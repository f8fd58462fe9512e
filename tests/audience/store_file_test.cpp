// mien.db as a file: what the store was told is there once, whoever is killed, and what was
// forgotten is not.
#include <cmath>
#include <cstdlib>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mien/error.h"

#include "database/migrations.h"
#include "store_fixture.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST_F(StoreTest, RatingsAreKeptOnce) {
  Store store(file_, {.min_audience = 1});
  const std::vector<Rating> five = {rating(1, "1"), rating(2, "2"), rating(5, "3"), rating(5, "4"),
                                    rating(5, "5")};
  EXPECT_EQ(store.add_ratings(five).added, 5);
  const RatingsAdded again = store.add_ratings(five);
  EXPECT_EQ(again.added, 0);
  EXPECT_EQ(again.duplicates, 5);
  store.decide(kLater);
  const auto figures = store.ratings_by_content().at("shelf");
  EXPECT_EQ(figures->ratings, 5);
  EXPECT_DOUBLE_EQ(figures->mean, 3.6);
  EXPECT_EQ(figures->answers, (std::array<std::int64_t, 5>{1, 1, 0, 0, 3}));
}

TEST_F(StoreTest, AnImpossibleRatingIsRefusedWithAllOfItsBatch) {
  Store store(file_);
  EXPECT_THROW(store.add_ratings(std::vector{rating(3, "1"), rating(5.5, "2")}), Error);
  EXPECT_THROW(store.add_ratings(std::vector{rating(std::nan(""), "1")}), Error);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), 0);
}

TEST_F(StoreTest, RetentionForgetsStaysRatingsAndTheirFigures) {
  Store store(file_, {.retention_days = 30, .min_audience = 1});
  store.add(std::vector{stay("old", kNine - 720h - 1ms, 2, 0), stay("new", kNine - 720h, 2, 0)});
  Rating old = rating(3, "1");
  old.time = kNine - 800h;
  store.add_ratings(std::vector{old, rating(3, "2")});
  store.decide(kLater);
  EXPECT_TRUE(store.by_content().contains("old"));
  EXPECT_EQ(store.enforce_retention(kNine), 2);
  EXPECT_TRUE(store.by_content().contains("old")) << "its hour is not yet older than all that goes";
  EXPECT_EQ(store.enforce_retention(kNine + 1h), 1) << "the other one's time";
  EXPECT_FALSE(store.by_content().contains("old"));
  EXPECT_EQ(store.by_content().at("new")->exposures, 1);
  EXPECT_EQ(count("SELECT count(*) FROM cell_sums WHERE content = 'old'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), 1);
  store.vacuum();
  EXPECT_EQ(Store(file_, {.retention_days = 0}).enforce_retention(kNine + 99999h), 0)
      << "0 days: keep";
}

// The first figures less the second would be those of the two whose stays are others now.
TEST_F(StoreTest, ARecordingThatWasToldAndForgottenIsNotToldAgain) {
  Store store(file_, {.retention_days = 30, .min_audience = 5});
  const auto film = [](WallTime first, int people) {
    std::vector<Exposure> stays;
    for (int i = 0; i < people; ++i) {
      stays.push_back(stay("shelf", first + std::chrono::minutes(i), 5, 0.5));
      stays.back().recording = "hash";
    }
    return stays;
  };
  const auto told = [](Store& store) {
    const auto figures = store.totals();
    return figures.suppressed() ? 0 : figures->people;
  };
  auto stays = film(kNine - 800h, 5);
  store.replace({"hash"}, stays);
  store.decide(kNine, true);
  EXPECT_EQ(told(store), 5);
  store.enforce_retention(kNine);
  EXPECT_EQ(told(store), 0);
  for (const std::size_t i : {3U, 4U}) stays[i].start += 7s, stays[i].end += 7s;
  store.replace({"hash"}, stays);
  store.decide(kNine, true);
  EXPECT_EQ(told(store), 0);
  auto later = film(kNine - 100h, 6);
  for (Exposure& one : later) one.recording = "another";
  store.replace({"another"}, later);
  store.decide(kNine, true);
  EXPECT_EQ(told(store), 6) << "what came later is told";
}

TEST_F(StoreTest, RetentionInPiecesKeepsNoFigureBehindNorWhatWasTakenFromOneAlone) {
  Store store(file_, {.retention_days = 1, .min_audience = 1});
  std::vector<Exposure> film;
  for (int i = 0; i < 20; ++i) {
    film.push_back(stay("a", kNine + std::chrono::hours(i), 2, 0));
    film.back().recording = "film";
  }
  store.add(film);
  store.decide(kLater);
  store.replace({"film"}, std::span(film).first(10));
  ASSERT_EQ(count("SELECT count(*) FROM cells WHERE corrects IS NOT NULL"), 10);
  while (store.enforce_retention(kLater, 5) == 5)
    EXPECT_EQ(count("SELECT count(*) FROM cells WHERE corrects NOT IN (SELECT id FROM cells)"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM cells"), 0);
}

TEST_F(StoreTest, WhatWasForgottenIsNotInTheFileAnyMore) {
  const std::string secret = "content-that-must-go";
  const auto holds = [&] {
    std::string command = "cat " + file_.string() + "* | grep -q " + secret;
    return std::system(command.c_str()) == 0;
  };
  {
    Store store(file_, {.retention_days = 1});
    store.add(crowd(50, secret));
    store.flush();
  }
  EXPECT_TRUE(holds());
  {
    Store store(file_, {.retention_days = 1});
    store.decide(kNine + 2h);
    EXPECT_EQ(store.enforce_retention(kNine + 100h), 50);
  }
  EXPECT_FALSE(holds());
}

// Of a large file it would take longer than a watchdog waits; what is free there is used again.
TEST_F(StoreTest, SpaceIsGivenBackWhereThatIsQuick) {
  Store store(file_, {.retention_days = 1});
  const auto free_pages = [&] { return count("PRAGMA freelist_count"); };
  Database(file_).execute(
      "CREATE TABLE ballast (bytes BLOB); "
      "INSERT INTO ballast VALUES (zeroblob(70000000)), (zeroblob(30000000)); "
      "DELETE FROM ballast WHERE length(bytes) = 30000000");
  const std::int64_t free = free_pages();
  store.enforce_retention(kNine);
  EXPECT_EQ(free_pages(), free);
  Database(file_).execute("DELETE FROM ballast");
  EXPECT_GT(free_pages(), free);
  store.enforce_retention(kNine);
  EXPECT_EQ(free_pages(), 0);
}

// The file of a program that was killed, `seconds` ago by the clock of whoever opens it next.
TEST_F(StoreTest, AKilledProgramLosesNeitherWrittenNorOpenStays) {
  const pid_t child = fork();
  if (child == 0) {
    Store store(file_);
    store.add(crowd(3));
    store.set_open("aisle", {stay("shelf", kNine, 40, 0.9)});
    store.flush();
    store.add(crowd(1));  // within the last second: may be lost
    raise(SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  Store store(file_, {.min_audience = 1});
  store.decide(kLater);
  EXPECT_EQ(store.totals()->exposures, 3) << "the writer could still be alive";
  const WallTime now =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  EXPECT_EQ(store.adopt_orphans(now + 61s), 1);
  EXPECT_EQ(store.adopt_orphans(now + 61s), 0);
  store.decide(kLater);
  EXPECT_EQ(store.totals()->exposures, 4);
  EXPECT_EQ(count("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

TEST_F(StoreTest, AStayThatEndsIsNoLongerOpen) {
  Store store(file_, {.min_audience = 1});
  const Exposure one = stay("shelf", kNine, 40, 0.9), other = stay("shelf", kNine, 41, 0.9);
  store.set_open("aisle", {one, other});
  store.flush();
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 2);
  store.add(std::vector{one});
  store.flush();
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 1);
  store.decide(kLater);
  EXPECT_EQ(store.totals()->exposures, 1) << "open ones are in no figure";
  store.set_open("aisle", {});
  store.flush();
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 0);
}

TEST_F(StoreTest, StaysAreNeverChanged) {
  Store store(file_);
  store.add(crowd(5));
  store.flush();
  EXPECT_THROW(Database(file_).execute("UPDATE exposures SET valence = 1"), Error);
  store.decide(kLater);
  EXPECT_THROW(Database(file_).execute("UPDATE cells SET people = 1"), Error);
}

TEST_F(StoreTest, AnOlderFileGetsTheTablesAndKeepsItsOwn) {
  Database(file_).execute(
      "PRAGMA application_id=1835623790; PRAGMA user_version=1; CREATE TABLE runs (id INTEGER "
      "PRIMARY KEY); "
      "CREATE TABLE tracks (run, input, track_id, start_s, end_s, frames, emotion, confidence, "
      "valence, arousal, best_frame_s); CREATE TABLE expressions (run, input, second, frames, "
      "faces, "
      "neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, valence, "
      "arousal); "
      "INSERT INTO runs VALUES (7)");
  Store(file_, {.min_audience = 1}).add(crowd(2));
  Store(file_).decide(kLater);
  EXPECT_EQ(count("PRAGMA user_version"), newest_schema());
  EXPECT_EQ(count("SELECT id FROM runs"), 7);
  EXPECT_EQ(Store(file_, {.min_audience = 1}).totals()->exposures, 2);
}

TEST_F(StoreTest, TwoProgramsShareAFile) {
  Store one(file_, {.min_audience = 1}), two(file_, {.min_audience = 1});
  one.add(crowd(3));
  one.flush();
  two.add(crowd(2));
  two.flush();
  two.add_ratings(std::vector{rating(4, "1")});
  two.decide(kLater);
  EXPECT_EQ(one.totals()->exposures, 5);
  EXPECT_EQ(one.ratings_by_content().at("shelf")->ratings, 1);
}

TEST_F(StoreTest, NamesThatAreNoUtf8AreStoredAsText) {
  Store store(file_, {.min_audience = 1});
  store.add(std::vector{stay("caf\xe9", kNine, 2, 0)});
  store.decide(kLater);
  EXPECT_TRUE(store.by_content().contains("caf\xef\xbf\xbd"));
}

TEST_F(StoreTest, APlaceThatCannotBeWrittenIsNamed) {
  try {
    Store store(folder_ / "no" / "mien.db");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_THAT(error.where(), HasSubstr("mien.db"));
  }
}

}  // namespace
}  // namespace mien::audience
