/// \file The figures that bench and tune decide by: worked values, and what must hold for any
/// values.

#include "statistics/repeats.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien {
namespace {

using Values = std::vector<double>;

TEST(Statistics, MedianIsTheMiddleOfOddAndTheMeanOfTheTwoMiddlesOfEven) {
  EXPECT_DOUBLE_EQ(median(Values{5}), 5);
  EXPECT_DOUBLE_EQ(median(Values{9, 1, 4}), 4);
  EXPECT_DOUBLE_EQ(median(Values{4, 1, 9, 2}), 3);
  EXPECT_THROW(median(Values{}), Error);
  EXPECT_THROW(median(Values{1, std::nan("")}), Error);
}

TEST(Statistics, SpreadIsNotMovedByOneSlowRepeat) {
  const Spread spread = spread_of(Values{10, 12, 11, 13, 400});
  EXPECT_DOUBLE_EQ(spread.median, 12);
  EXPECT_DOUBLE_EQ(spread.min, 10);
  EXPECT_DOUBLE_EQ(spread.max, 400);
  EXPECT_DOUBLE_EQ(spread.mad, 1);
}

TEST(Statistics, RatioOfExactMultiplesHasNoWidth) {
  const Values b{10, 12, 9, 14, 11};
  Values a;
  for (const double value : b) a.push_back(3 * value);  // whatever the machine did, it did to both
  const Estimate ratio = ratio_of_medians(a, b);
  EXPECT_DOUBLE_EQ(ratio.value, 3);
  EXPECT_DOUBLE_EQ(ratio.low, 3);
  EXPECT_DOUBLE_EQ(ratio.high, 3);
}

TEST(Statistics, OneRoundGivesTheRatioAlone) {
  const Estimate ratio = ratio_of_medians(Values{8}, Values{2});
  EXPECT_DOUBLE_EQ(ratio.value, 4);
  EXPECT_DOUBLE_EQ(ratio.low, 4);
  EXPECT_DOUBLE_EQ(ratio.high, 4);
}

TEST(Statistics, IntervalIsTheSameEverywhereForASeed) {
  const Values a{20.1, 19.4, 21.0, 20.4, 18.8, 20.9, 20.0},
      b{10.0, 10.4, 9.8, 9.9, 10.6, 9.7, 10.1};
  const Estimate first = ratio_of_medians(a, b), again = ratio_of_medians(a, b);
  EXPECT_EQ(first.low, again.low);
  EXPECT_EQ(first.high, again.high);
  EXPECT_DOUBLE_EQ(first.value, 20.1 / 10.0);
  // Drawn by mt19937_64 and our own index, both fixed by their definitions: these are the ends.
  EXPECT_DOUBLE_EQ(first.low, 19.4 / 10.4);
  EXPECT_DOUBLE_EQ(first.high, 20.9 / 9.8);
}

TEST(Statistics, IntervalHoldsTheRatioAndGrowsWithConfidence) {
  std::mt19937 engine(7);
  const auto noise = [&] { return 1 + 0.1 * (static_cast<double>(engine()) / 4294967296.0 - 0.5); };
  for (int trial = 0; trial < 20; ++trial) {
    Values a, b;
    for (int i = 0; i < 9; ++i) a.push_back(2 * noise()), b.push_back(noise());
    const Estimate wide = ratio_of_medians(a, b, {.confidence = 0.99});
    const Estimate narrow = ratio_of_medians(a, b, {.confidence = 0.5});
    EXPECT_LE(wide.low, wide.value);
    EXPECT_GE(wide.high, wide.value);
    EXPECT_LE(wide.low, narrow.low);
    EXPECT_GE(wide.high, narrow.high);
    EXPECT_NEAR(wide.value, 2, 0.2);
  }
}

TEST(Statistics, PairsMatterWhereTheMachineDrifts) {
  // The machine halves its clock midway: both halve, and their ratio stays sharp.
  const Values b{10, 10, 10, 5, 5, 5}, a{20, 20, 20, 10, 10, 10};
  const Estimate ratio = ratio_of_medians(a, b);
  EXPECT_DOUBLE_EQ(ratio.low, 2);
  EXPECT_DOUBLE_EQ(ratio.high, 2);
}

TEST(Statistics, RatioNeedsPairs) {
  EXPECT_THROW(ratio_of_medians(Values{1, 2}, Values{1}), Error);
  EXPECT_THROW(ratio_of_medians(Values{}, Values{}), Error);
  EXPECT_THROW(ratio_of_medians(Values{1}, Values{0}), Error);
  EXPECT_THROW(ratio_of_medians(Values{1}, Values{1}, {.rounds = 0}), Error);
  EXPECT_THROW(ratio_of_medians(Values{1}, Values{1}, {.confidence = 1}), Error);
}

TEST(Statistics, AmdahlFindsTheShareThatMadeThePoints) {
  for (const double serial : {0.0, 0.03, 0.25, 1.0}) {
    std::vector<ScalingPoint> points;
    for (const double n : {1.0, 2.0, 4.0, 8.0}) {
      points.push_back({n, 120 / (serial + (1 - serial) / n)});
    }
    const AmdahlFit fit = fit_amdahl(points);
    EXPECT_NEAR(fit.serial, serial, 1e-9);
    EXPECT_NEAR(fit.single, 120, 1e-6);
    EXPECT_NEAR(fit.worst, 0, 1e-9);
  }
}

TEST(Statistics, AmdahlOfTheArticlesMachine) {
  // 5.1× on 40 cores: serial share (40/5.1 − 1)/(40 − 1) = 17.5 %, so never more than 5.7×.
  const std::vector<ScalingPoint> points{{1, 1}, {40, 5.1}};
  const AmdahlFit fit = fit_amdahl(points);
  EXPECT_NEAR(fit.serial, (40 / 5.1 - 1) / 39, 1e-9);
  EXPECT_NEAR(fit.limit(), 5.70, 0.01);
}

TEST(Statistics, AmdahlStaysWithinWhatTimeCanDo) {
  const AmdahlFit super = fit_amdahl(std::vector<ScalingPoint>{{1, 100}, {2, 210}});
  EXPECT_DOUBLE_EQ(super.serial, 0);
  EXPECT_TRUE(std::isinf(super.limit()));
  EXPECT_GT(super.worst, 0);
  const AmdahlFit worse = fit_amdahl(std::vector<ScalingPoint>{{1, 100}, {2, 90}, {4, 70}});
  EXPECT_DOUBLE_EQ(worse.serial, 1);
  EXPECT_GT(worse.single, 70);
  EXPECT_THROW(fit_amdahl(std::vector<ScalingPoint>{{2, 100}, {2, 101}}), Error);
  EXPECT_THROW(fit_amdahl(std::vector<ScalingPoint>{{1, 100}, {2, 0}}), Error);
}

}  // namespace
}  // namespace mien
