// Two sides compared: by hand-made sums whose answers were worked out elsewhere, and within the
// guard of each side.
#include "audience/compare.h"

#include <gmock/gmock.h>

#include "faces.h"

namespace mien::audience {
namespace {

using testing::ElementsAre, testing::SizeIs;

class Compare : public FolderTest {
 protected:
  /// `people` stays of a content whose valences go around `mean`, from `start` on.
  static std::vector<Exposure> crowd(int people, double mean, WallTime start,
                                     const std::string& content) {
    std::vector<Exposure> stays;
    for (int i = 0; i < people; ++i)
      stays.push_back(
          stay(content, start + std::chrono::seconds(10 * i), 2 + i % 3, mean + (i % 5 - 2) * 0.1));
    return stays;
  }
  static const Compared* row(const Comparison& comparison, const std::string& content,
                             Compared::Measure measure) {
    for (const Compared& one : comparison.rows)
      if (one.content == content && one.measure == measure) return &one;
    return nullptr;
  }
  int names_ = 0;
  static Filter day(int n) {
    const WallTime begin = kNine + std::chrono::days(n) - std::chrono::hours(9);
    return {.from = begin, .to = begin + std::chrono::days(1)};
  }
};

TEST_F(Compare, DifferencesHaveTheIntervalsOfWelchsTest) {
  Store store(file_, {.min_audience = 5});
  store.add(crowd(30, 0.1, kNine, "cereal"));
  store.add(crowd(40, 0.4, kNine + std::chrono::days(1), "cereal"));
  store.decide(kLater);
  const auto found = compare(side_of(store, day(0)), side_of(store, day(1)));
  const Compared* valence = row(found, "cereal", Compared::Measure::valence);
  ASSERT_TRUE(valence);
  EXPECT_NEAR(valence->a, 0.1, 1e-6);
  EXPECT_NEAR(valence->b, 0.4, 1e-6);
  EXPECT_EQ(valence->values_b, 40);
  // Four rows (all and cereal, valence and dwell): limits at 1 − 0.05 ÷ 4. Of these values Welch
  // has 62.476 degrees; the t density, integrated by Simpson's rule in Python, gives these limits.
  EXPECT_THAT(found.rows, SizeIs(4));
  EXPECT_NEAR(valence->difference.value, 0.3, 1e-6);
  EXPECT_NEAR(valence->difference.low, 0.21081, 2e-5);
  EXPECT_NEAR(valence->difference.high, 0.38919, 2e-5);
  EXPECT_LT(valence->p_holm, 1e-6);
  EXPECT_GE(valence->p_holm, valence->p);
  const Compared* dwell = row(found, "", Compared::Measure::dwell_s);
  EXPECT_GT(dwell->p_holm, 0.5);
}

TEST_F(Compare, ASideOfTooFewIsNotCompared) {
  Store store(file_, {.min_audience = 5});
  store.add(crowd(30, 0.1, kNine, "cereal"));
  store.add(crowd(30, 0.1, kNine + std::chrono::days(1), "cereal"));
  store.add(crowd(30, 0.9, kNine + std::chrono::hours(1), "soup"));
  store.add(crowd(4, 0.9, kNine + std::chrono::days(1) + std::chrono::hours(1), "soup"));
  store.decide(kLater);
  const auto found = compare(side_of(store, day(0)), side_of(store, day(1)));
  EXPECT_FALSE(row(found, "soup", Compared::Measure::valence));
  EXPECT_THAT(found.withheld, ElementsAre("soup"));
  EXPECT_TRUE(row(found, "cereal", Compared::Measure::valence));
}

// An hour whose answers are all the same tells them; hours of many minds do not, and count with
// their spread all the same.
TEST_F(Compare, RatingsHaveTheLargestSpreadThatWhatIsToldAllows) {
  Store store(file_, {.min_audience = 5});
  const std::vector<double> same(5, 4.0), a{1, 2, 3, 4, 5, 5, 4}, b{1, 2, 4, 4, 5, 5, 5};
  const auto rate = [&](const std::vector<double>& values, std::chrono::hours from) {
    std::vector<Rating> ratings;
    for (const double value : values)
      ratings.push_back({.content = "cereal",
                         .time = kNine + from + std::chrono::seconds(ratings.size()),
                         .value = value,
                         .source_row = std::to_string(++names_)});
    store.add_ratings(ratings);
  };
  for (const auto& [values, from] : {std::pair(same, 0), {a, 1}, {same, 24}, {b, 25}})
    rate(values, std::chrono::hours(from));
  store.decide(kLater);
  const auto found = compare(side_of(store, day(0)), side_of(store, day(1)));
  const Compared* rating = row(found, "cereal", Compared::Measure::rating);
  ASSERT_TRUE(rating);
  EXPECT_EQ(rating->values_a, 12);
  // Sums by hand: 20 + 24 and 20 + 26. Five equal answers are told, with squares of 80; of the
  // seven only the sum is: all of them ones and fives would have squares of 6 * 24 - 5 * 7 and 6 *
  // 26 - 35.
  // Two rows, of all contents and of this one: limits at 1 − 0.05 ÷ 2.
  const auto right = mean_difference({12, 44, 80 + 109}, {12, 46, 80 + 121}, 0.975);
  EXPECT_NEAR(rating->difference.value, 1.0 / 6, 1e-9);
  EXPECT_NEAR(rating->p, right->p, 1e-9);
  EXPECT_NEAR(rating->difference.high, right->difference.high, 1e-9);
}

TEST_F(Compare, RatingsOfAllContentsTogetherAreComparedToo) {
  Store store(file_, {.min_audience = 5});
  const auto rate = [&](const std::string& content, int stars, int day) {
    std::vector<Rating> ratings;
    for (int i = 0; i < 10; ++i)
      ratings.push_back({.content = content,
                         .time = kNine + std::chrono::hours(24 * day) + std::chrono::seconds(i),
                         .value = static_cast<double>(stars + i % 2),
                         .source_row = std::to_string(++names_)});
    store.add_ratings(ratings);
  };
  rate("cereal", 1, 0), rate("soup", 3, 0), rate("cereal", 2, 1), rate("soup", 4, 1);
  store.add(crowd(6, 0.1, kNine, "soup"));  // and nobody on the second day
  store.decide(kLater);
  const auto found = compare(side_of(store, day(0)), side_of(store, day(1)));
  const Compared* all = row(found, "", Compared::Measure::rating);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->values_a, 20);
  EXPECT_NEAR(all->a, 2.5, 1e-9);
  EXPECT_NEAR(all->b, 3.5, 1e-9);
  EXPECT_TRUE(row(found, "soup", Compared::Measure::rating));
  EXPECT_THAT(found.withheld, ElementsAre("", "soup")) << "their people are not compared";
}

// 6 and 18 of 30 stays: the sums of ones and zeros, by hand.
TEST_F(Compare, WhereNothingButSmilesIsReadTheirShareStandsForValence) {
  Store store(file_, {.min_audience = 5});
  const auto crowd_of = [](int smiling, WallTime start) {
    std::vector<Exposure> stays;
    for (int i = 0; i < 30; ++i) {
      stays.push_back(stay("cereal", start + std::chrono::seconds(10 * i), 2 + i % 3, 0));
      stays.back().valence.reset();
      if (i < smiling) stays.back().reaction = Reaction{Emotion::happiness, {}};
    }
    return stays;
  };
  store.add(crowd_of(6, kNine));
  store.add(crowd_of(18, kNine + std::chrono::days(1)));
  store.decide(kLater);
  const auto found = compare(side_of(store, day(0)), side_of(store, day(1)), true);
  EXPECT_THAT(found.rows, SizeIs(4)) << "all and cereal, smiles and dwell";
  for (const char* content : {"", "cereal"}) {
    const Compared* smiles = row(found, content, Compared::Measure::smiles);
    ASSERT_TRUE(smiles);
    EXPECT_NEAR(smiles->a, 0.2, 1e-9);
    EXPECT_NEAR(smiles->b, 0.6, 1e-9);
    EXPECT_NEAR(smiles->p, mean_difference({30, 6, 6}, {30, 18, 18})->p, 1e-12);
    EXPECT_GT(smiles->more_stays_a, 0);
  }
  const auto all = compare(side_of(store, day(0)), side_of(store, day(1)));
  EXPECT_FALSE(row(all, "", Compared::Measure::smiles)) << "only where nothing else is read";
}

TEST_F(Compare, TwoContents) {
  Store store(file_, {.min_audience = 1});
  store.add(crowd(30, 0.1, kNine, "cereal"));
  store.add(crowd(30, -0.4, kNine, "soup"));
  store.decide(kLater);
  const auto found = compare(side_of_content(store, {.content = "cereal"}),
                             side_of_content(store, {.content = "soup"}));
  EXPECT_THAT(found.rows, SizeIs(2));
  EXPECT_NEAR(row(found, "", Compared::Measure::valence)->difference.value, -0.5, 1e-6);
}

TEST(CompareSides, HowManyMoreStaysAreNeeded) {
  Figures few{.exposures = 10, .people = 10};
  few.valence = 0.1;
  few.valence_spread = 0.4;
  few.valences = 10;
  Figures many = few;
  many.valences = 400;
  ComparedSide a, b;
  a.figures.emplace("", Guarded<Figures>(few, 10, 1));
  b.figures.emplace("", Guarded<Figures>(many, 400, 1));
  const auto found = compare(a, b);
  ASSERT_FALSE(found.rows.empty());
  EXPECT_EQ(found.rows[0].more_stays_a, 252 - 10);
  EXPECT_EQ(found.rows[0].more_stays_b, 0);
}

}  // namespace
}  // namespace mien::audience
