// Against published tables of Student's t, and a worked example of Welch's test.
#include "statistics/student.h"

#include <cmath>

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Student, AgreesWithThePublishedTable) {
  // Two-sided 5 % and 1 %, by degrees of freedom (Fisher & Yates, Statistical Tables, table III).
  const struct {
    double freedom, five, one;
  } kTable[] = {{1, 12.706, 63.657}, {2, 4.303, 9.925},  {5, 2.571, 4.032},
                {10, 2.228, 3.169},  {30, 2.042, 2.750}, {120, 1.980, 2.617}};
  for (const auto& [freedom, five, one] : kTable) {
    EXPECT_NEAR(student_quantile(0.05, freedom), five, 6e-4) << freedom;
    EXPECT_NEAR(student_quantile(0.01, freedom), one, 6e-4) << freedom;
    EXPECT_NEAR(student_p(five, freedom), 0.05, 5e-5) << freedom;
  }
  EXPECT_NEAR(student_p(0, 7), 1, 1e-12);
  EXPECT_NEAR(student_quantile(0.05, 1e7), 1.959964, 1e-5);
}

ValueSums sums_of(std::initializer_list<double> values) {
  ValueSums sums;
  for (const double value : values) sums += {1, value, value * value};
  return sums;
}

TEST(Student, WelchsTestOfTwoSamples) {
  // R: t.test(c(27.5,21.0,19.0,23.6,17.0,17.9,16.9,20.1,21.9,22.6,23.1,19.6,19.0,21.7,21.4),
  //           c(27.1,22.0,20.8,23.4,23.4,23.5,25.8,22.0,24.8,20.2,21.9,22.1,22.9,20.5,24.4))
  // t = -2.46, df = 24.99, p = 0.021 (the example of Wikipedia's "Welch's t-test").
  const auto a = sums_of(
      {27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4});
  const auto b = sums_of(
      {27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4});
  const auto found = mean_difference(a, b);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->difference.value, 23.0 - 20.82, 0.02);
  EXPECT_NEAR(found->p, 0.021, 5e-4);
  EXPECT_GT(found->difference.low, 0);
  const auto wider = mean_difference(a, b, 0.99);
  EXPECT_LT(wider->difference.low, 0) << "at 1 % it does not differ";
}

// scipy.stats: t.ppf(0.975, 4) = 2.7764451051977987, t.ppf(0.995, 4) = 4.604094871415897.
TEST(Student, TheMeanOfFewHasTheIntervalOfTheirNumber) {
  const auto five = sums_of({0.1, 0.2, 0.3, 0.4, 0.5});  // their deviation is √0.025
  const double error = std::sqrt(0.025 / 5);
  const Estimate mean = student_mean(five);
  EXPECT_NEAR(mean.value, 0.3, 1e-12);
  EXPECT_NEAR(mean.high - mean.value, 2.7764451 * error, 1e-7);
  EXPECT_NEAR(mean.value - mean.low, 2.7764451 * error, 1e-7);
  EXPECT_NEAR(student_mean(five, 0.99).high - 0.3, 4.6040949 * error, 1e-7);
  const ValueSums many{.n = 2'000'000, .sum = 0, .squares = 2'000'000};
  EXPECT_NEAR(student_mean(many).high * std::sqrt(2e6), 1.959964, 1e-4);
  const Estimate one = student_mean({.n = 1, .sum = 0.5, .squares = 0.25});
  EXPECT_EQ(one.low, 0.5);
  EXPECT_EQ(one.high, 0.5);
}

TEST(Student, NothingIsSaidOfNothing) {
  EXPECT_FALSE(mean_difference(sums_of({1}), sums_of({1, 2})));
  EXPECT_FALSE(mean_difference(sums_of({1, 1}), sums_of({2, 2})));
}

TEST(Student, HowManyShowADifference) {
  // n = 2 (1.96 + 0.84)² ÷ d² for d standard deviations: 63 a side for half of one (Cohen 1988: 64
  // by the t distribution).
  EXPECT_EQ(values_to_show(1, 0.5), 63);
  EXPECT_EQ(values_to_show(0.4, 0.1), 252);
}

}  // namespace
}  // namespace mien
