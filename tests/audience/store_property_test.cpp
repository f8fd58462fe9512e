// Whatever comes in whatever order, late or not, and goes again: the sums that are kept are those
// that a recount of the stays gives.
#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include "audience/figures.h"
#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

class AggregatesProperty : public FolderTest {
 protected:
  static Exposure any_stay(std::mt19937& random) {
    const auto below = [&](int bound) { return static_cast<int>(random() % bound); };
    Exposure exposure =
        stay(std::string(1, static_cast<char>('a' + below(3))),
             kNine + std::chrono::milliseconds(below(40) * 3'600'000 + below(200'000)),
             1 + below(60'000) / 1000.0, below(20'001) / 10'000.0 - 1, below(2) ? "aisle" : "till",
             1 + below(3));
    exposure.pose_ms = below(1000);
    exposure.attention_ms = below(static_cast<int>(exposure.pose_ms) + 1);
    if (below(4) == 0) exposure.valence.reset();
    if (below(2)) exposure.change = below(40'001) / 10'000.0 - 2;
    if (below(2))
      exposure.reaction = Reaction{Emotion::surprise, std::chrono::milliseconds(below(5000))};
    return exposure;
  }

  /// The table that is kept, or the one that a recount gives, a row a line.
  std::string sums(const std::string& from) {
    Database database(file_);
    Statement query = database.prepare(
        "SELECT span || ' ' || bucket_ms || ' ' || camera || ' ' || content || ' ' || "
        "sum(exposures) || ' ' || sum(people) || ' ' || sum(dwell_cs) || ' ' || sum(dwell_cs2) || "
        "' ' || sum(pose_ms) || ' ' || sum(attention_ms) || ' ' || sum(neutral_ms) || ' ' || "
        "sum(happiness_ms) || ' ' || sum(sadness_ms) || ' ' || sum(unknown_ms) || ' ' || "
        "sum(valence_n) || ' ' || sum(valence_sum) || ' ' || sum(valence_sum2) || ' ' || "
        "sum(change_n) || ' ' || sum(change_sum) || ' ' || sum(change_sum2) || ' ' || "
        "sum(reactions) || ' ' || sum(reaction_ms) FROM " +
        from + " GROUP BY span, bucket_ms, camera, content ORDER BY 1");
    query.start();
    std::string text;
    while (query.next()) text += query.text(0) + "\n";
    return text;
  }
  std::string kept() { return sums("exposure_sums"); }
  std::string recounted() { return sums("exposure_terms"); }
};

TEST_F(AggregatesProperty, AnyOrderAndAnyBatchesGiveTheSameSums) {
  std::mt19937 random(11);
  std::vector<Exposure> stays;
  for (int i = 0; i < 300; ++i) stays.push_back(any_stay(random));
  std::string first;
  for (int round = 0; round < 4; ++round) {
    {
      Store store(file_);
      for (std::size_t i = 0; i < stays.size();) {
        const std::size_t batch = std::min<std::size_t>(1 + random() % 90, stays.size() - i);
        store.add(std::span(stays).subspan(i, batch));
        store.flush();
        i += batch;
      }
    }
    const std::string sums = kept();
    EXPECT_EQ(sums, recounted());
    if (first.empty()) first = sums;
    EXPECT_EQ(sums, first) << "round " << round;
    std::filesystem::remove(file_);
    std::shuffle(stays.begin(), stays.end(), random);
  }
}

TEST_F(AggregatesProperty, LateStaysAndRetentionInAnyOrder) {
  std::mt19937 random(12);
  Store store(file_, {.retention_days = 1, .min_audience = 1});
  for (int step = 0; step < 60; ++step) {
    std::vector<Exposure> stays;
    for (int i = static_cast<int>(random() % 20); i > 0; --i) stays.push_back(any_stay(random));
    store.add(stays);
    store.flush();
    if (random() % 4 == 0) store.enforce_retention(kNine + std::chrono::hours(24 + random() % 30));
    if (random() % 7 == 0)
      Database(file_).execute("DELETE FROM exposures WHERE id % 5 = " +
                              std::to_string(random() % 5));
    ASSERT_EQ(kept(), recounted()) << "step " << step;
  }
  EXPECT_FALSE(kept().empty());
  store.enforce_retention(kNine + std::chrono::hours(1000));
  EXPECT_EQ(kept(), "") << "nothing is left of what was forgotten";
}

// The figures of a series are those of the stays of each hour, recomputed in plain C++.
TEST_F(AggregatesProperty, ASeriesIsThePlainMeans) {
  std::mt19937 random(13);
  Store store(file_, {.min_audience = 1});
  std::map<WallTime, std::vector<Exposure>> by_hour;
  std::vector<Exposure> stays;
  for (int i = 0; i < 200; ++i) {
    stays.push_back(any_stay(random));
    by_hour[std::chrono::floor<std::chrono::hours>(stays.back().start)].push_back(stays.back());
  }
  store.add(stays);
  const auto series = store.series(Span::hour);
  ASSERT_EQ(series.size(), by_hour.size());
  for (const SeriesPoint& point : series) {
    const auto& own = by_hour.at(point.begin);
    if (point.figures.suppressed()) {
      for (const Exposure& stay : own) EXPECT_NE(stay.visit, 1) << "nobody's first stay";
      continue;
    }
    double dwell = 0, valence = 0, with_valence = 0;
    bool somebodys_first = false;
    for (const Exposure& stay : own) {
      dwell += static_cast<double>(stay.dwell_ms()) / 1e3;
      if (!stay.valence) continue;
      valence += *stay.valence;
      ++with_valence;
      somebodys_first |= stay.visit == 1;
    }
    EXPECT_EQ(point.figures->exposures, static_cast<std::int64_t>(own.size()));
    EXPECT_NEAR(point.figures->dwell_s, dwell / static_cast<double>(own.size()), 0.0051);
    ASSERT_EQ(point.figures->valence.has_value(), somebodys_first) << "a person's, not a stay's";
    if (somebodys_first) {
      EXPECT_NEAR(*point.figures->valence, valence / with_valence, 1e-9);
    }
  }
}

}  // namespace
}  // namespace mien::audience
