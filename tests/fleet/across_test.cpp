#include "fleet/across.h"

#include <cmath>

#include <gtest/gtest.h>

namespace mien::fleet {
namespace {

ValueSums sums_of(std::initializer_list<double> values) {
  ValueSums sums;
  for (const double value : values) sums += {.n = 1, .sum = value, .squares = value * value};
  return sums;
}

// The same by hand: within-store variance 1 (each store's values are mean ± 1, n − 1 free of n), so
// s² = Σn ÷ Σ(n − 1); DerSimonian and Laird from there.
TEST(Across, ThePooledMeansAreThoseOfDerSimonianAndLaird) {
  const std::vector<SiteValues> sites{{"a", sums_of({1, 3, 1, 3})},
                                      {"b", sums_of({3, 5, 3, 5})},
                                      {"c", sums_of({2, 4, 2, 4, 2, 4, 2, 4})}};
  const double s2 = 16.0 / 13;
  const double y[] = {2, 4, 3}, v[] = {s2 / 4, s2 / 4, s2 / 8};
  double w = 0, w2 = 0, wy = 0;
  for (int i = 0; i < 3; ++i) w += 1 / v[i], w2 += 1 / v[i] / v[i], wy += y[i] / v[i];
  double q = 0;
  for (int i = 0; i < 3; ++i) q += (y[i] - wy / w) * (y[i] - wy / w) / v[i];
  const double tau2 = (q - 2) / (w - w2 / w);
  ASSERT_GT(tau2, 0);
  double r = 0, ry = 0;
  for (int i = 0; i < 3; ++i) r += 1 / (v[i] + tau2), ry += y[i] / (v[i] + tau2);
  const SitesCompared compared = compare_sites(sites);
  ASSERT_TRUE(compared.mean);
  EXPECT_NEAR(compared.mean->value, ry / r, 1e-12);
  EXPECT_NEAR(compared.mean->high - compared.mean->low, 2 * 1.959963984540054 / std::sqrt(r),
              1e-12);
  EXPECT_NEAR(compared.between, std::sqrt(tau2), 1e-12);
  ASSERT_EQ(compared.sites.size(), 3u);
  EXPECT_EQ(compared.sites[0].site, "b");
  EXPECT_NEAR(compared.sites[0].pooled.value, (tau2 * 4 + v[1] * ry / r) / (tau2 + v[1]), 1e-12);
  EXPECT_EQ(compared.sites[2].site, "a");
  // scipy.stats.t.ppf(0.975, 13): the variance is known from 13 free values, not exactly.
  EXPECT_NEAR(compared.sites[0].mean.high - 4, 2.1603687 * std::sqrt(v[1]), 1e-7);
}

TEST(Across, StoresThatDifferByChanceAloneAreDrawnToTheirMean) {
  const std::vector<SiteValues> sites{{"a", sums_of({1, 5, 1, 5})}, {"b", sums_of({1, 5, 5, 1})}};
  const SitesCompared compared = compare_sites(sites);
  EXPECT_EQ(compared.between, 0);
  for (const SiteStanding& one : compared.sites) {
    EXPECT_DOUBLE_EQ(one.pooled.value, 3);
    EXPECT_DOUBLE_EQ(one.p_holm, 1);
  }
  EXPECT_FALSE(compare_sites({}).mean);
}

// Simpson's case: in each store x pleases more than y, over all stores together it seems to please
// less, for it hangs where everything pleases less.
TEST(Across, AContentIsComparedWithinItsStores) {
  const std::vector<ContentInSite> values{{"good", "x", sums_of({5, 5, 4})},
                                          {"good", "y", sums_of({4, 4, 4, 5, 4, 4, 4, 4, 5})},
                                          {"poor", "x", sums_of({2, 2, 3, 2, 2, 2, 2, 3, 2})},
                                          {"poor", "y", sums_of({1, 1, 2})}};
  const auto compared = compare_contents(values);
  ASSERT_EQ(compared.size(), 2u);
  EXPECT_EQ(compared[0].content, "x");
  EXPECT_LT(compared[0].mean, compared[1].mean);
  ASSERT_TRUE(compared[0].difference);
  EXPECT_GT(compared[0].difference->low, 0);
  EXPECT_NEAR(compared[0].difference->value, -compared[1].difference->value, 1e-12);
  EXPECT_FALSE(
      compare_contents(std::vector<ContentInSite>{{"s", "x", sums_of({1, 2})}})[0].difference);
}

}  // namespace
}  // namespace mien::fleet
