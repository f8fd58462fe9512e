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
  store.decide(kLater);
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
  for (const Span span : {Span::hour, Span::day}) {
    const std::int64_t width = span == Span::hour ? 3'600'000 : 86'400'000;
    // By content, zone and camera each hour alone must be enough: here all are.
    std::map<std::int64_t, std::int64_t> counts;
    for (const auto& [content, stays] : expected)
      for (const Stay& stay : stays)
        ++counts[(since_1970_ms(kNine) + stay.start_ms) / width * width];
    const auto series = store.series(span);
    ASSERT_EQ(series.size(), counts.size());
    for (const SeriesPoint& point : series)
      EXPECT_EQ(point.figures->people, counts.at(since_1970_ms(point.begin)));
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
    std::vector<RatedStretch> stretches;
    ContentValues values{.content = "shelf", .sums = {}};
    for (int c = 0; c < kCustomers; ++c) {
      double valence = 0, value = 0;
      customer(valence, value);
      stretches.push_back({.content = "shelf",
                           .day = c,
                           .rating = value,
                           .ratings = 1,
                           .valence = valence,
                           .people = 1});
      if (valence > 0.1) stretches.back().emotion = Emotion::happiness;
      values.sums += {1, valence, valence * valence};
    }
    const auto relation = relate(stretches, {.resampling = {.rounds = 400}});
    held_rho += holds(*relation->spearman, rho);
    held_tau += holds(*relation->kendall, tau);
    for (const Lift& own : relation->lifts) held_lift += holds(*own.difference, lift);
    held_mean += holds(rank(std::vector{values})[0].standing->mean, mean);
  }
  EXPECT_GE(held_rho, kLeastHeld);
  EXPECT_GE(held_tau, kLeastHeld);
  EXPECT_GE(held_lift, kLeastHeld);
  EXPECT_GE(held_mean, kLeastHeld);
}

}  // namespace
}  // namespace mien::audience
