// mien.db: what the store was told is there, and what nobody may see is not.
#include "audience/store.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/migrations.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class StoreTest : public FolderTest {
 protected:
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }
  /// `people` stays of one second, a second apart.
  static std::vector<Exposure> crowd(int people, const std::string& content = "shelf",
                                     double valence = 0.5) {
    std::vector<Exposure> stays;
    for (int i = 0; i < people; ++i)
      stays.push_back(stay(content, kNine + std::chrono::seconds(i), 1 + i, valence));
    return stays;
  }
  static Rating rating(double value, std::string row, std::string content = "shelf") {
    return {.content = std::move(content),
            .camera = "aisle",
            .time = kNine,
            .value = value,
            .source = "kiosk",
            .source_row = std::move(row)};
  }
};

TEST_F(StoreTest, FiguresOfAGroup) {
  Store store(file_, {.min_audience = 1});
  auto stays = crowd(5);
  stays[0].pose_ms = 1000;
  stays[0].attention_ms = 250;
  stays[1].pose_ms = 3000;
  stays[1].attention_ms = 750;
  stays[2].reaction = Reaction{Emotion::happiness, 1500ms};
  stays[3].change = -0.5;
  stays[4].valence.reset();
  store.add(stays);
  store.decide(kLater);
  const auto figures = store.totals();
  ASSERT_FALSE(figures.suppressed());
  EXPECT_EQ(figures->exposures, 5);
  EXPECT_EQ(figures->people, 5);
  EXPECT_DOUBLE_EQ(figures->dwell_s, 3);
  EXPECT_NEAR(figures->dwell_spread_s, 1.5811388, 1e-6) << "of 1, 2, 3, 4, 5";
  EXPECT_DOUBLE_EQ(*figures->attention, 0.25);
  EXPECT_DOUBLE_EQ(*figures->valence, 0.5);
  EXPECT_DOUBLE_EQ(*figures->change, -0.5);
  EXPECT_DOUBLE_EQ(*figures->labels[1], 1);
  EXPECT_DOUBLE_EQ(*figures->reaction_share, 0.2);
  EXPECT_DOUBLE_EQ(*figures->reaction_delay_s, 1.5);
}

TEST_F(StoreTest, BelowTheMinimumAudienceNothingIsShown) {
  Store store(file_);
  store.add(crowd(4));
  store.add_ratings(std::vector{rating(5, "1"), rating(5, "2"), rating(5, "3"), rating(5, "4")});
  store.decide(kLater);
  EXPECT_TRUE(store.totals().suppressed());
  EXPECT_TRUE(store.by_content().empty());
  for (const Span span : {Span::hour, Span::part, Span::day, Span::week})
    EXPECT_TRUE(store.series(span).empty());
  EXPECT_TRUE(store.rank_by_valence().empty());
  EXPECT_TRUE(store.ratings_by_content().empty());
  EXPECT_TRUE(store.rank_by_rating().empty());
  EXPECT_TRUE(store.relate().suppressed());
  store.add(crowd(1));
  store.add_ratings(std::vector{rating(5, "5")});
  store.decide(kLater);
  EXPECT_EQ(store.totals()->people, 5) << "with the next one they are enough for a week";
  EXPECT_EQ(store.ratings_by_content().at("shelf")->ratings, 5);
}

// An hour is told after it, and what is late of it.
TEST_F(StoreTest, NothingIsToldOfAnHourThatGoesOn) {
  Store store(file_);
  store.add(crowd(6));
  store.decide(kNine + 1h + 9min);
  EXPECT_TRUE(store.totals().suppressed());
  store.decide(kNine + 1h + 10min);
  EXPECT_EQ(store.totals()->people, 6);
  store.add(crowd(3, "shelf", 0.1));
  store.decide(kNine + 2h);
  EXPECT_EQ(store.totals()->people, 6) << "who is late waits for others";
  store.add(std::vector{stay("shelf", kNine + 61min, 2, 0), stay("shelf", kNine + 62min, 2, 0)});
  store.decide(kNine + 3h + 10min);
  EXPECT_EQ(store.totals()->people, 11) << "until noon";
  EXPECT_EQ(store.series(Span::hour).at(0).figures->people, 6);
  EXPECT_EQ(store.series(Span::part).at(0).figures->people, 11);
}

TEST_F(StoreTest, WhoIsAmongFewGoesIntoTheDayThenIntoTheWeek) {
  Store store(file_);
  const auto at = [&](int day, int hour, int people) {
    for (int i = 0; i < people; ++i)
      store.add(std::vector{stay("shelf", kNine + std::chrono::hours(24 * day + hour), 2, 0)});
  };
  at(0, 0, 3), at(0, 4, 2), at(1, 0, 1), at(2, 1, 4), at(7, 0, 2);
  store.decide(kLater);
  EXPECT_TRUE(store.series(Span::hour).empty());
  EXPECT_TRUE(store.series(Span::part).empty());
  ASSERT_EQ(store.series(Span::day).size(), 1u);
  EXPECT_EQ(store.series(Span::day)[0].figures->people, 5) << "nine and one o'clock";
  ASSERT_EQ(store.series(Span::week).size(), 1u);
  EXPECT_EQ(store.series(Span::week)[0].figures->people, 10);
  EXPECT_EQ(store.totals()->people, 10) << "two of the next week are in no figure";
  EXPECT_EQ(store.totals({.from = kNine, .to = kNine + 24h})->people, 5)
      << "a day takes no cell of a week";
}

TEST_F(StoreTest, OnePersonsManyVisitsAreNoCrowd) {
  Store store(file_);
  for (int visit = 1; visit <= 9; ++visit)
    store.add(std::vector{stay("shelf", kNine, 2, 0.5, "aisle", visit)});
  store.decide(kLater);
  EXPECT_TRUE(store.totals().suppressed());
  store.add(crowd(4));
  store.decide(kLater);
  ASSERT_FALSE(store.totals().suppressed());
  EXPECT_EQ(store.totals()->exposures, 13);
  EXPECT_EQ(store.totals()->people, 5);
}

// The mean of those who have one is a figure of them alone.
TEST_F(StoreTest, AFigureOfAFewWithinACrowdIsNotShown) {
  Store store(file_);
  auto stays = crowd(9);
  for (std::size_t i = 0; i < 5; ++i) stays[i].valence.reset();
  for (std::size_t i = 0; i < 4; ++i) stays[i].reaction = Reaction{Emotion::happiness, 1500ms};
  for (std::size_t i = 0; i < 5; ++i) stays[i].change = 0.25;
  store.add(stays);
  store.decide(kLater);
  for (const auto& figures :
       {store.totals(), store.by_content().at("shelf"), store.series(Span::day).at(0).figures}) {
    ASSERT_FALSE(figures.suppressed());
    EXPECT_FALSE(figures->valence) << "four people's";
    EXPECT_EQ(figures->valence_spread, 0);
    EXPECT_FALSE(figures->reaction_delay_s) << "four people's";
    EXPECT_EQ(figures->change, 0.25) << "five people's";
  }
  EXPECT_TRUE(store.rank_by_valence().at(0).standing.suppressed());
}

// A figure that an hour has too few for is told of the day, with that of other hours.
TEST_F(StoreTest, AFigureOfFewIsToldWithThoseOfOtherHours) {
  Store store(file_);
  for (const int hour : {0, 1, 5}) {
    auto stays = crowd(6);
    for (std::size_t i = 0; i < stays.size(); ++i) {
      stays[i].start += std::chrono::hours(hour);
      stays[i].end += std::chrono::hours(hour);
      if (i >= 2) stays[i].valence.reset();
    }
    store.add(stays);
  }
  store.decide(kLater);
  const auto hours = store.series(Span::hour);
  ASSERT_EQ(hours.size(), 3u);
  for (const SeriesPoint& hour : hours) EXPECT_FALSE(hour.figures->valence) << "of two each";
  EXPECT_EQ(store.series(Span::day).at(0).figures->valence, 0.5);
  EXPECT_EQ(store.series(Span::day).at(0).figures->people, 18);
}

TEST_F(StoreTest, ARangeWidensToWholeHours) {
  Store store(file_, {.min_audience = 1});
  std::vector<Exposure> stays;
  for (int i = 0; i < 600; ++i)
    stays.push_back(stay("shelf", kNine + std::chrono::seconds(i * 37) + 13ms, 2, 0.5));
  store.add(stays);
  store.decide(kLater);
  for (const auto& [from, to] : {std::pair(0s, 1h + 0s),
                                 {1800s, 2000s},
                                 {10s, 5h + 30s},
                                 {3600s, 7200s},
                                 {3599s, 3601s},
                                 {60s, 50s}}) {
    const WallTime begin = std::chrono::floor<std::chrono::hours>(kNine + from),
                   end = std::chrono::ceil<std::chrono::hours>(kNine + to);
    const auto within = from >= to ? 0 : std::ranges::count_if(stays, [&](const Exposure& stay) {
      return stay.start >= begin && stay.start < end;
    });
    const auto figures = store.totals({.from = kNine + from, .to = kNine + to});
    EXPECT_EQ(figures.suppressed() ? 0 : figures->exposures, within)
        << from.count() << " " << to.count();
    if (from < to) {
      EXPECT_EQ(store.widened({.from = kNine + from, .to = kNine + to}), std::pair(begin, end));
    }
  }
  EXPECT_EQ(store.totals({.from = WallTime::max()}).suppressed(), true);
}

TEST_F(StoreTest, TheMinimumCanBeChosenButNotSwitchedOff) {
  Store(file_, {.min_audience = 2}).add(crowd(2));
  Store(file_, {.min_audience = 2}).decide(kLater);
  EXPECT_FALSE(Store(file_, {.min_audience = 2}).totals().suppressed());
  EXPECT_TRUE(Store(file_, {.min_audience = 3}).totals().suppressed()) << "withdrawn";
  EXPECT_THROW(Store(file_, {.min_audience = 0}), Error);
  EXPECT_THROW(Store(file_, {.retention_days = -1}), Error);
}

TEST_F(StoreTest, FiltersByCameraContentAndTime) {
  Store store(file_, {.min_audience = 1});
  store.add(std::vector{stay("a", kNine, 2, 0.1), stay("a", kNine + 1h, 4, 0.1, "till"),
                        stay("b", kNine + 2h, 6, 0.1)});
  store.decide(kLater);
  EXPECT_EQ(store.totals({.camera = "aisle"})->exposures, 2);
  EXPECT_EQ(store.totals({.content = "a"})->exposures, 2);
  EXPECT_EQ(store.totals({.camera = "till", .content = "a"})->dwell_s, 4);
  EXPECT_TRUE(store.totals({.camera = "till", .content = "b"}).suppressed());
  EXPECT_EQ(store.totals({.from = kNine, .to = kNine + 1h})->exposures, 1) << "to is not in it";
  EXPECT_EQ(store.totals({.from = kNine + 1h})->exposures, 2);
  EXPECT_EQ(store.by_content({.from = kNine + 1h}).at("a")->dwell_s, 4);
}

TEST_F(StoreTest, ADayIsTheStoresOwn) {
  const auto clock = [](WallTime) { return -600min; };  // Honolulu: 09:00Z is 23:00 the day before
  Store store(file_, {.min_audience = 1, .utc_offset = clock});
  store.add(std::vector{stay("a", kNine, 2, 0), stay("a", kNine + 1h, 2, 0)});
  store.decide(kLater);
  const auto days = store.series(Span::day);
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(rfc3339(days[0].begin, clock), "2026-11-02T00:00:00-10:00");
  EXPECT_EQ(rfc3339(days[1].begin, clock), "2026-11-03T00:00:00-10:00");
  EXPECT_EQ(days[0].end, days[1].begin);
  EXPECT_EQ(store.series(Span::day, {.from = kNine + 1h}).size(), 1u);
  EXPECT_EQ(store.series(Span::hour).size(), 2u);
  EXPECT_EQ(store.series(Span::hour, {.to = kNine + 1h}).size(), 1u);
}

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
      "PRAGMA application_id=1835623790; PRAGMA user_version=1; CREATE TABLE runs (id INTEGER); "
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
