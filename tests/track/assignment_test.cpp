#include "track/assignment.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace mien::track {
namespace {

double sum_of(std::span<const double> costs, std::size_t columns, std::span<const int> pairs) {
  double sum = 0;
  for (std::size_t row = 0; row < pairs.size(); ++row) {
    if (pairs[row] >= 0) sum += costs[row * columns + static_cast<std::size_t>(pairs[row])];
  }
  return sum;
}

/// The least sum over all ways to pair min(rows, columns) of them, by trying every one.
double brute_force(const std::vector<double>& costs, std::size_t rows, std::size_t columns) {
  const bool tall = rows > columns;
  std::vector<std::size_t> order(std::max(rows, columns));
  std::iota(order.begin(), order.end(), 0);
  double least = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(rows, columns); ++i) {
      sum += tall ? costs[order[i] * columns + i] : costs[i * columns + order[i]];
    }
    least = std::min(least, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

TEST(Assignment, IsTheCheapestOfAllOnSmallMatrices) {
  std::mt19937 random(7);
  Assigner assigner;
  for (int trial = 0; trial < 400; ++trial) {
    const std::size_t rows = 1 + random() % 6, columns = 1 + random() % 6;
    std::vector<double> costs(rows * columns);
    // Whole numbers in every other trial: many ties.
    for (double& cost : costs) {
      cost = trial % 2 ? random() % 4 : std::uniform_real_distribution<>(-1, 5)(random);
    }
    const auto pairs = assigner.solve(costs, rows, columns);
    ASSERT_EQ(pairs.size(), rows);
    EXPECT_EQ(std::count_if(pairs.begin(), pairs.end(), [](int column) { return column >= 0; }),
              static_cast<std::ptrdiff_t>(std::min(rows, columns)));
    std::vector<int> used(pairs.begin(), pairs.end());
    std::sort(used.begin(), used.end());
    for (std::size_t i = 1; i < used.size(); ++i) {
      if (used[i] >= 0) {
        EXPECT_NE(used[i], used[i - 1]);
      }
    }
    EXPECT_NEAR(sum_of(costs, columns, pairs), brute_force(costs, rows, columns), 1e-9);
  }
}

TEST(Assignment, PairsNothingWhereThereIsNothing) {
  Assigner assigner;
  EXPECT_TRUE(assigner.solve({}, 0, 3).empty());
  const auto pairs = assigner.solve({}, 2, 0);
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[0], Assigner::kUnpaired);
  EXPECT_EQ(pairs[1], Assigner::kUnpaired);
}

TEST(Assignment, IsTheSameEveryTimeWhereAllCostsTie) {
  Assigner first, second;
  const std::vector<double> costs(30, 1.0);
  second.solve(std::vector<double>{3, 1, 2, 2}, 2, 2);  // other work in between leaves no trace
  const auto a = first.solve(costs, 5, 6), b = second.solve(costs, 5, 6);
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
}

}  // namespace
}  // namespace mien::track
