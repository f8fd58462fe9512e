// Whatever comes in whatever order, late or not, and goes again: cells are what a recount of their
// stays gives, and the sums that are kept what a recount of the cells gives.
#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "cells/figures.h"
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

  /// Sums of people of the rows of cells, or of what those rows are made of, a cell a line.
  std::string lines(const std::string& sql) {
    Database database(file_);
    Statement query = database.prepare(sql);
    query.start();
    std::string text;
    while (query.next()) text += query.text(0) + "\n";
    return text;
  }
  /// Of each cell, by the row and by its stays. What is not told of it is left out on both sides.
  std::string kept() {
    return lines(
        "SELECT id || ' ' || exposures || ' ' || people || ' ' || dwell_cs || ' ' || dwell_cs2 || "
        "' ' || pose_ms || ' ' || attention_ms || ' ' || valence_n || ' ' || valence_sum || ' ' || "
        "valence_sum2 || ' ' || change_n || ' ' || change_sum || ' ' || reactions || ' ' || "
        "reaction_ms || ' ' || happiness_ms || ' ' || unknown_ms || ' ' || label_time_ms FROM "
        "cells "
        "WHERE people > 0 ORDER BY id");
  }
  std::string recounted() {
    const std::string dwell = "((end_ms - start_ms + 5) / 10)";
    return lines(
        "SELECT s.cell || ' ' || count(*) || ' ' || sum(visit = 1) || ' ' || sum(" + dwell +
        ") || ' ' || sum(" + dwell + " * " + dwell +
        ") || ' ' || sum(pose_ms) || ' ' || sum(attention_ms) || ' ' || count(valence) || ' ' || "
        "ifnull(sum(valence), 0) || ' ' || ifnull(sum(valence * valence), 0) || ' ' || "
        "count(change) || ' ' || ifnull(sum(change), 0) || ' ' || count(reaction) || ' ' || "
        "ifnull(sum(reaction_ms), 0) || ' ' || sum(happiness_ms) || ' ' || sum(unknown_ms) || ' ' "
        "|| sum(neutral_ms + happiness_ms + surprise_ms + sadness_ms + anger_ms + disgust_ms + "
        "fear_ms + contempt_ms + unknown_ms) FROM cell_stays s JOIN exposures e ON e.id = s.stay "
        "GROUP BY s.cell ORDER BY s.cell");
  }
  /// The sums by day and month, and those of the cells.
  std::string summed() {
    return lines(
        "SELECT span || ' ' || bucket || ' ' || camera || ' ' || content || ' ' || people "
        "|| ' ' || valence_sum || ' ' || label_time_ms FROM cell_sums ORDER BY 1");
  }
  std::string summed_again() {
    std::string all;
    for (const auto& [span, bucket] : {std::pair("0", "day"), {"1", "month"}})
      all += std::string(all.empty() ? "" : " UNION ALL ") + "SELECT " + span + " || ' ' || " +
             bucket + " || ' ' || camera || ' ' || content || ' ' || sum(people) || ' ' || " +
             "sum(valence_sum) || ' ' || sum(label_time_ms) FROM cells WHERE level < 3 GROUP BY " +
             bucket + ", camera, content";
    all +=
        " UNION ALL SELECT 2 || ' ' || day || ' ' || camera || ' ' || content || ' ' || "
        "sum(people) || ' ' || sum(valence_sum) || ' ' || sum(label_time_ms) FROM cells WHERE "
        "level = 3 GROUP BY day, camera, content";
    return lines(all + " ORDER BY 1");
  }
};

// At a minimum of one everything of a cell is told: it is what its stays add up to.
TEST_F(AggregatesProperty, CellsAreTheSumsOfTheirStays) {
  std::mt19937 random(11);
  Store store(file_, {.min_audience = 1});
  for (int round = 0; round < 12; ++round) {
    std::vector<Exposure> stays;
    for (int i = 0; i < 60; ++i) {
      stays.push_back(any_stay(random));
      stays.back().visit = 1;
    }
    store.add(stays);
    store.decide(kNine + std::chrono::hours(4 * round));
    ASSERT_EQ(kept(), recounted()) << "round " << round;
    ASSERT_EQ(summed(), summed_again());
  }
  store.decide(kLater);
  EXPECT_EQ(kept(), recounted());
  EXPECT_EQ(store.totals()->exposures, 720) << "everybody is in one";
}

TEST_F(AggregatesProperty, LateStaysAndRetentionInAnyOrder) {
  std::mt19937 random(12);
  Store store(file_, {.retention_days = 1, .min_audience = 4});
  for (int step = 0; step < 60; ++step) {
    std::vector<Exposure> stays;
    for (int i = static_cast<int>(random() % 20); i > 0; --i) stays.push_back(any_stay(random));
    store.add(stays);
    store.decide(kNine + std::chrono::hours(random() % 60));
    if (random() % 4 == 0) store.enforce_retention(kNine + std::chrono::hours(24 + random() % 30));
    ASSERT_EQ(summed(), summed_again()) << "step " << step;
  }
  EXPECT_FALSE(summed().empty());
  store.enforce_retention(kNine + std::chrono::hours(1000));
  EXPECT_EQ(summed(), "") << "nothing is left of what was forgotten";
}

// The figures of a series are those of the stays of each hour, recomputed in plain C++.
TEST_F(AggregatesProperty, ASeriesIsThePlainMeans) {
  std::mt19937 random(13);
  Store store(file_, {.min_audience = 1});
  std::map<WallTime, std::vector<Exposure>> by_hour;
  std::vector<Exposure> stays;
  for (int i = 0; i < 200; ++i) {
    stays.push_back(any_stay(random));
    stays.back().visit = 1;
    by_hour[std::chrono::floor<std::chrono::hours>(stays.back().start)].push_back(stays.back());
  }
  store.add(stays);
  store.decide(kLater);
  const auto series = store.series(Span::hour);
  ASSERT_EQ(series.size(), by_hour.size());
  for (const SeriesPoint& point : series) {
    const auto& own = by_hour.at(point.begin);
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
