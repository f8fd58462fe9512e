// What a store tells: figures of groups, by hours, days and weeks; nothing of fewer people.
#include "audience/store.h"

#include <algorithm>

#include "mien/error.h"

#include "store_fixture.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

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

}  // namespace
}  // namespace mien::audience
