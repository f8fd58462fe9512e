// A store whose truth is known: who came, how long they stayed, what hung there, how they liked it.
// What is found in the file is that truth to the millisecond, and intervals hold it as often as
// they say.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "audience/live_audience.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

/// Somebody in front of a camera, five sights a second.
struct Visitor {
  std::string camera;
  std::int64_t track = 0;
  int first = 0, last = 0;  ///< sights, fifths of a second since nine o'clock
  Look look;
};

class TruthTest : public FolderTest {
 protected:
  static constexpr int kNoon = 3 * 3600 * 5;  ///< 12:00, in sights: "morning" gives way to "noon"

  static std::vector<CameraConfig> cameras() {
    CameraConfig entrance{.name = "entrance", .input = "x", .content = "poster"};
    CameraConfig aisle{
        .name = "aisle", .input = "y", .zones = {{"shelf", {{0, 0}, {1, 0}, {1, 1}}}}};
    aisle.showings = {{.content = "morning", .zone = "shelf", .to = 12 * 60},
                      {.content = "noon", .zone = "shelf", .from = 12 * 60}};
    return {entrance, aisle};
  }

  static std::vector<Visitor> visitors(std::mt19937& random) {
    std::vector<Visitor> all;
    for (int i = 0; i < 300; ++i) {
      Visitor one{.camera = i % 3 == 0 ? "entrance" : "aisle", .track = i + 1};
      one.first = kNoon - 3000 + static_cast<int>(random() % 6000);
      one.last = one.first + static_cast<int>(random() % 150);
      one.look.valence = std::round(std::sin(i) * 100) / 100;
      one.look.label = one.look.valence > 0 ? Emotion::happiness : Emotion::sadness;
      if (i % 3 == 1) one.look.zone = "shelf";  // the others walk past it
      all.push_back(one);
    }
    return all;
  }

  struct Stay {
    std::int64_t start_ms, dwell_ms;
    double valence;
  };
  /// By content: the stays that must be found, by plain counting.
  static std::map<std::string, std::vector<Stay>> truth(const std::vector<Visitor>& visitors) {
    std::map<std::string, std::vector<Stay>> stays;
    const auto add = [&](const std::string& content, int first, int last, double valence) {
      if (last - first >= 5)  // a second
        stays[content].push_back({first * 200LL, (last - first) * 200LL, valence});
    };
    for (const Visitor& one : visitors) {
      if (one.camera == "entrance") {
        add("poster", one.first, one.last, one.look.valence);
      } else if (one.look.zone == "shelf") {
        add("morning", one.first, std::min(one.last, kNoon - 1), one.look.valence);
        add("noon", std::max(one.first, kNoon), one.last, one.look.valence);
      }
    }
    return stays;
  }

  /// As chain::Follow places them.
  static std::string content_of(const std::string& camera, const std::string& zone, int sight) {
    if (camera == "entrance") return "poster";
    if (zone.empty()) return "";
    return sight < kNoon ? "morning" : "noon";
  }

  /// Each camera's frames in their order; the cameras in pieces, one far behind the other.
  static void watch(LiveAudience& audience, const std::vector<Visitor>& visitors,
                    const std::string& camera, int from, int to) {
    for (int sight = from; sight < to; ++sight) {
      std::vector<Face> faces;
      for (const Visitor& one : visitors)
        if (one.camera == camera && sight >= one.first && sight <= one.last)
          faces.push_back(face(one.track, one.look));
      for (Face& face : faces) face.content = content_of(camera, face.zone, sight);
      audience.frame(camera, frame(sight / 5.0, std::move(faces)));
      for (const Visitor& one : visitors)
        if (one.camera == camera && one.last + 20 == sight)
          audience.track(camera, {.id = one.track});
    }
  }
};

TEST_F(TruthTest, AggregatesAreExactWhateverTheOrder) {
  std::mt19937 random(21);
  const auto people = visitors(random);
  const auto expected = truth(people);
  {
    StoreDesk desk(file_);
    Tallies tallies(5);
    LiveAudience audience(desk, tallies, {.base = kNine});
    audience.apply(cameras(), {});
    std::map<std::string, int> at = {{"aisle", kNoon - 3000}, {"entrance", kNoon - 3000}};
    while (at["aisle"] < kNoon + 3400 || at["entrance"] < kNoon + 3400) {
      const std::string camera = random() % 5 == 0 ? "entrance" : "aisle";
      const int to = std::min(at[camera] + static_cast<int>(random() % 900), kNoon + 3400);
      watch(audience, people, camera, at[camera], to);
      at[camera] = to;
      if (random() % 3 == 0) desk.flush();
    }
  }
  Store store(file_);
  const auto found = store.by_content();
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [content, stays] : expected) {
    const auto& figures = found.at(content);
    ASSERT_FALSE(figures.suppressed()) << content;
    double dwell = 0, valence = 0, squares = 0, happy = 0;
    for (const Stay& stay : stays) {
      const double seconds = static_cast<double>(stay.dwell_ms) / 1e3;
      dwell += seconds;
      squares += seconds * seconds;
      valence += stay.valence;
      happy += stay.valence > 0 ? seconds : 0;
    }
    const auto n = static_cast<double>(stays.size());
    EXPECT_EQ(figures->exposures, std::ssize(stays)) << content;
    EXPECT_EQ(figures->people, std::ssize(stays)) << content << ": each came once";
    EXPECT_NEAR(figures->dwell_s, dwell / n, 1e-9);
    EXPECT_NEAR(figures->dwell_spread_s, std::sqrt((squares - dwell * dwell / n) / (n - 1)), 1e-6);
    EXPECT_NEAR(*figures->valence, valence / n, 1e-6);
    EXPECT_NEAR(*figures->labels[static_cast<std::size_t>(Emotion::happiness)], happy / dwell,
                1e-9);
  }
  for (const Span span : {Span::minute, Span::hour, Span::day}) {
    const std::int64_t width = span == Span::minute ? 60'000
                               : span == Span::hour ? 3'600'000
                                                    : 86'400'000;
    std::map<std::int64_t, std::int64_t> counts;
    for (const auto& [content, stays] : expected)
      for (const Stay& stay : stays)
        ++counts[(since_1970_ms(kNine) + stay.start_ms) / width * width];
    const auto series = store.series(span);
    ASSERT_EQ(series.size(), counts.size());
    for (const SeriesPoint& point : series) {
      const std::int64_t count = counts.at(since_1970_ms(point.begin));
      EXPECT_EQ(point.figures.suppressed(), count < 5) << count;
      if (count >= 5) {
        EXPECT_EQ(point.figures->people, count);
      }
    }
  }
}

// Ratings follow valences with a known correlation: in 200 stores of 80 customers the intervals of
// 95 % hold the truth at least 181 times (fewer happen in 1 of 500 such tests, were they exact).
TEST_F(TruthTest, IntervalsHoldTheTruthAsOftenAsTheySay) {
  constexpr int kStores = 200, kCustomers = 80, kLeastHeld = 181;
  Draw draw(17);
  const auto customer = [&](double& valence, double& rating) {
    valence = static_cast<double>(draw.below(2001)) / 1000 - 1;
    const double mood =
        draw.below(10) < 6 ? valence : static_cast<double>(draw.below(2001)) / 1000 - 1;
    rating = std::clamp(std::floor((mood + 1) * 2.5) + 1, 1.0, 5.0);
  };
  std::vector<double> x(200'000), y(x.size());
  double happy = 0, happy_n = 0, all = 0, valences = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    customer(x[i], y[i]);
    all += y[i];
    valences += x[i];
    if (x[i] <= 0.1) continue;
    happy += y[i];
    ++happy_n;
  }
  const auto n = static_cast<double>(x.size());
  const double rho = *spearman(x, y), tau = *kendall_tau_b(x, y);
  const double lift = happy / happy_n - all / n, mean = valences / n;
  int held_rho = 0, held_tau = 0, held_lift = 0, held_mean = 0;
  const auto holds = [](const Estimate& estimate, double truth) {
    return estimate.low <= truth && truth <= estimate.high;
  };
  for (int i = 0; i < kStores; ++i) {
    std::vector<Exposure> stays;
    std::vector<Rating> ratings;
    ContentValues values{.content = "shelf", .people = kCustomers};
    for (int c = 0; c < kCustomers; ++c) {
      double valence = 0, value = 0;
      customer(valence, value);
      const WallTime time = kNine + std::chrono::hours(c);
      stays.push_back(stay("shelf", time, 10, valence));
      ratings.push_back({.content = "shelf", .time = time + 1min, .value = value});
      values.values.push_back(valence);
    }
    const auto relation =
        relate(ratings, stays, {.min_audience = 1, .resampling = {.rounds = 400}});
    held_rho += holds(*relation->spearman, rho);
    held_tau += holds(*relation->kendall, tau);
    for (const auto& [emotion, own] : relation->lifts)
      if (emotion == Emotion::happiness) held_lift += holds(*own->difference, lift);
    held_mean += holds(rank(std::vector{values}, 5, {.rounds = 400})[0].standing->mean, mean);
  }
  EXPECT_GE(held_rho, kLeastHeld);
  EXPECT_GE(held_tau, kLeastHeld);
  EXPECT_GE(held_lift, kLeastHeld);
  EXPECT_GE(held_mean, kLeastHeld);
}

// A relation reads only what is near its ratings, and yet all of it, each stay once.
TEST_F(TruthTest, WhatIsNearARatingIsFoundHoweverLong) {
  Store store(file_, {.min_audience = 1});
  // A stay of seven hours, met by ratings far apart; one that ended eleven minutes before a rating.
  store.add(std::vector{stay("shelf", kNine, 7 * 3600, 0.4), stay("shelf", kNine - 12min, 60, -1),
                        stay("shelf", kNine + 5h, 60, 0.8), stay("other", kNine + 5h, 60, -1)});
  std::vector<Rating> ratings;
  for (int i = 0; i < 3; ++i)
    ratings.push_back({.content = "shelf",
                       .time = kNine + std::chrono::hours(i * 3),
                       .value = 4,
                       .source_row = std::to_string(i)});
  store.add_ratings(ratings);
  const auto relation = store.relate();
  ASSERT_FALSE(relation.suppressed());
  EXPECT_EQ(relation->pairs, 3u);
  EXPECT_EQ(relation->people, 1u) << "the long stay, once";
  store.add(std::vector{stay("shelf", kNine + 3h + 5min, 60, 0.8)});
  EXPECT_EQ(store.relate()->people, 2u);
  EXPECT_EQ(store.relate({.from = kNine + 1h})->pairs, 2u);
}

// Very many ratings: stretches of time are taken at random, and the relation is as it was.
TEST_F(TruthTest, OfVeryManyRatingsAPartSaysTheSame) {
  Store store(file_);
  std::vector<Exposure> stays;
  std::vector<Rating> ratings;
  for (int hour = 0; hour < 1500; ++hour) {
    const double valence = (hour % 11) / 5.0 - 1;
    const WallTime time = kNine + std::chrono::hours(hour);
    stays.push_back(stay("shelf", time, 60, valence));
    for (int i = 0; i < 20; ++i)
      ratings.push_back({.content = "shelf",
                         .time = time + std::chrono::seconds(i),
                         .value = std::clamp(std::round(3 + 2 * valence), 1.0, 5.0),
                         .source_row = std::to_string(hour * 20 + i)});
  }
  store.add(stays);
  store.add_ratings(ratings);
  const auto relation = store.relate({}, {.resampling = {.rounds = 20}});
  ASSERT_FALSE(relation.suppressed());
  EXPECT_GT(relation->pairs, 2000u);
  EXPECT_LT(relation->pairs, 20'000u);
  EXPECT_EQ(relation->people * 20, relation->pairs) << "whole stretches, stays and ratings alike";
  EXPECT_GT(relation->spearman->value, 0.95);
  ASSERT_FALSE(relation->notices.empty());
  EXPECT_NE(relation->notices.back().find("only one of "), std::string::npos);
  // One right after another, without a gap between stretches.
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    ratings[i].time = kNine + std::chrono::minutes(i);
    ratings[i].source_row = "dense " + std::to_string(i);
    ratings[i].content = "dense";
  }
  for (std::size_t i = 0; i < stays.size(); ++i) {
    stays[i].content = "dense";
    stays[i].start = kNine + std::chrono::minutes(20 * i);
    stays[i].end = stays[i].start + 1min;
  }
  store.add(stays);
  store.add_ratings(ratings);
  const auto dense = store.relate({.content = "dense"}, {.resampling = {.rounds = 5}});
  ASSERT_FALSE(dense.suppressed());
  EXPECT_LT(dense->pairs, 20'000u);
  // All in two stretches of time: rather too many than none.
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    ratings[i].time = kNine + std::chrono::hours(i % 2);
    ratings[i].source_row = "crowd " + std::to_string(i);
    ratings[i].content = "crowd";
  }
  stays.clear();
  for (int i = 0; i < 12; ++i)
    stays.push_back(stay("crowd", kNine + std::chrono::hours(i % 2), 60, i / 12.0));
  store.add(stays);
  store.add_ratings(ratings);
  EXPECT_FALSE(store.relate({.content = "crowd"}, {.resampling = {.rounds = 5}}).suppressed());
}

// No answer holds a figure of fewer people than the minimum, nor two whose difference is one.
TEST_F(TruthTest, NoAnswerGivesAwayAFew) {
  std::mt19937 random(23);
  for (int round = 0; round < 30; ++round) {
    std::filesystem::remove(file_);
    Store store(file_);
    std::map<std::string, std::int64_t> people, with_valence;
    std::map<std::pair<std::string, std::int64_t>, std::int64_t> by_minute;
    std::vector<Exposure> stays;
    std::vector<Rating> ratings;
    std::map<std::string, std::int64_t> rated;
    for (int i = 0; i < 40; ++i) {
      const std::string content(1, static_cast<char>('a' + random() % 6));
      Exposure one = stay(content, kNine + std::chrono::seconds(random() % 600), 5,
                          static_cast<double>(random() % 200) / 100 - 1, "aisle",
                          1 + static_cast<int>(random() % 2));
      if (random() % 2) one.valence.reset();
      people[content] += one.visit == 1;
      with_valence[content] += one.visit == 1 && one.valence;
      by_minute[{content, since_1970_ms(one.start) / 60'000}] += one.visit == 1;
      stays.push_back(one);
      ratings.push_back({.content = content,
                         .time = one.start,
                         .value = 1 + static_cast<double>(random() % 5),
                         .source_row = std::to_string(i)});
      if (random() % 3)
        ratings.pop_back();
      else
        ++rated[content];
    }
    store.add(stays);
    store.add_ratings(ratings);
    for (const auto& [content, figures] : store.by_content()) {
      ASSERT_EQ(figures.suppressed(), people[content] < 5);
      if (!figures.suppressed() && figures->valence) {
        ASSERT_GE(with_valence[content], 5);
      }
    }
    for (const Ranked& ranked : store.rank_by_valence())
      if (!ranked.standing.suppressed()) {
        ASSERT_GE(with_valence[ranked.content], 5);
      }
    for (const auto& [content, figures] : store.ratings_by_content())
      ASSERT_EQ(figures.suppressed(), rated[content] < 5);
    for (const auto& [content, unused] : people)
      for (const SeriesPoint& point : store.series(Span::minute, {.content = content}))
        ASSERT_EQ(point.figures.suppressed(),
                  (by_minute[{content, since_1970_ms(point.begin) / 60'000}]) < 5);
    const auto relation = store.relate();
    if (relation.suppressed()) continue;
    std::int64_t hidden_lifts = 0, hidden_on = 0, hidden_off = 0;
    for (const auto& [emotion, lift] : relation->lifts) {
      hidden_lifts += lift.suppressed();
      if (!lift.suppressed()) {
        ASSERT_GE(lift->ratings, 5u);
      }
    }
    for (std::size_t r = 0; r < 3; ++r) {
      for (std::size_t c = 0; c < 3; ++c) {
        const auto& cell = relation->agreement.cells[r][c];
        (r == c ? hidden_on : hidden_off) += cell.suppressed();
        if (!cell.suppressed()) {
          ASSERT_TRUE(*cell == 0 || *cell >= 5);
        }
      }
    }
    ASSERT_NE(hidden_on, 1) << "the share of agreements would give it away";
    ASSERT_NE(hidden_off, 1) << "the total would give it away";
    if (relation->lifts.size() > 1) {
      ASSERT_NE(hidden_lifts, 1) << "the total would give it away";
    }
  }
}

}  // namespace
}  // namespace mien::audience
