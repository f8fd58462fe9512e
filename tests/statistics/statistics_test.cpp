// Statistics against published examples and against SciPy 1.17.1.
#include "statistics/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien {
namespace {

using Values = std::vector<double>;

// Wikipedia, "Spearman's rank correlation coefficient": IQ against hours of television, ρ =
// −29/165.
const Values kIq = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
const Values kHours = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
// Ratings-like, with ties on both sides.
const Values kTiedX = {2.5, 1.0, 4.0, 4.0, 3.5, 1.0, 2.0, 2.5,
                       5.0, 4.0, 3.0, 3.0, 1.5, 2.5, 4.5, 5.0};
const Values kTiedY = {3, 1, 4, 5, 3, 2, 1, 3, 5, 4, 4, 2, 2, 3, 3, 5};

TEST(Statistics, RanksShareTies) {
  EXPECT_EQ(ranks(Values{30, 10, 20, 10}), (Values{4, 1.5, 3, 1.5}));
  EXPECT_TRUE(ranks({}).empty());
}

TEST(Statistics, SpearmanAsPublished) {
  EXPECT_NEAR(*spearman(kIq, kHours), -29.0 / 165, 1e-12);
  // SciPy's documentation of spearmanr.
  EXPECT_NEAR(*spearman(Values{1, 2, 3, 4, 5}, Values{5, 6, 7, 8, 7}), 0.8207826816681233, 1e-12);
  EXPECT_NEAR(*spearman(kTiedX, kTiedY), 0.8367430698466992, 1e-12) << "scipy.stats.spearmanr";
}

TEST(Statistics, KendallAsPublished) {
  // SciPy's documentation of kendalltau.
  EXPECT_NEAR(*kendall_tau_b(Values{12, 2, 1, 12, 2}, Values{1, 4, 7, 1, 0}), -0.4714045207910316,
              1e-12);
  EXPECT_NEAR(*kendall_tau_b(kIq, kHours), -0.1111111111111111, 1e-12) << "scipy.stats.kendalltau";
  EXPECT_NEAR(*kendall_tau_b(kTiedX, kTiedY), 0.7213600767718993, 1e-12)
      << "scipy.stats.kendalltau";
}

// Kendall's τ-b as it is defined, pair by pair.
double plain_kendall(const Values& x, const Values& y) {
  double balance = 0, not_tied_x = 0, not_tied_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto sign = [](double d) { return (d > 0) - (d < 0); };
      const int dx = sign(x[i] - x[j]), dy = sign(y[i] - y[j]);
      balance += dx * dy;
      not_tied_x += dx != 0;
      not_tied_y += dy != 0;
    }
  }
  return balance / std::sqrt(not_tied_x * not_tied_y);
}

TEST(Statistics, KendallInNLogNIsThePlainOne) {
  Draw draw(7);
  for (int round = 0; round < 200; ++round) {
    Values x(2 + draw.below(60)), y(x.size());
    for (double& value : x) value = static_cast<double>(draw.below(6));
    for (double& value : y) value = static_cast<double>(draw.below(9));
    const auto fast = kendall_tau_b(x, y);
    const double plain = plain_kendall(x, y);
    ASSERT_EQ(fast.has_value(), std::isfinite(plain));
    if (fast) {
      ASSERT_NEAR(*fast, plain, 1e-12);
    }
  }
}

TEST(Statistics, AConstantSideHasNoCorrelation) {
  EXPECT_FALSE(spearman(Values{1, 2, 3}, Values{4, 4, 4}));
  EXPECT_FALSE(kendall_tau_b(Values{2, 2}, Values{1, 5}));
  EXPECT_FALSE(spearman(Values{1}, Values{2}));
  EXPECT_FALSE(kendall_tau_b({}, {}));
  EXPECT_THROW(spearman(Values{1, 2}, Values{1}), Error);
}

TEST(Statistics, HolmAsPublished) {
  // Wikipedia, "Holm–Bonferroni method": four hypotheses.
  const std::vector<double> adjusted = holm(Values{0.01, 0.04, 0.03, 0.005});
  const Values expected = {0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-12);
  EXPECT_EQ(holm(Values{0.7, 0.9}), (Values{1, 1})) << "never above 1";
  EXPECT_TRUE(holm({}).empty());
}

TEST(Statistics, KappaAsPublished) {
  // Wikipedia, "Cohen's kappa": 50 grant applications, two readers.
  EXPECT_NEAR(*cohen_kappa({{{20, 5, 0}, {10, 15, 0}, {0, 0, 0}}}), 0.4, 1e-12);
  EXPECT_NEAR(*cohen_kappa({{{4, 0, 0}, {0, 3, 0}, {0, 0, 2}}}), 1, 1e-12);
  EXPECT_FALSE(cohen_kappa({{{9, 0, 0}, {0, 0, 0}, {0, 0, 0}}})) << "one answer only: no chance";
  EXPECT_FALSE(cohen_kappa({}));
}

ValueSums sums_of(const Values& values) {
  ValueSums sums;
  for (const double value : values) sums += {1, value, value * value};
  return sums;
}

/// normal_permutation_p of every choice of `drawn` of the values, each once.
Values of_all_relabellings(const Values& values, std::size_t drawn) {
  std::vector<bool> chosen(values.size());
  std::fill_n(chosen.begin(), drawn, true);
  Values all;
  do {
    Values a, b;
    for (std::size_t i = 0; i < values.size(); ++i) (chosen[i] ? a : b).push_back(values[i]);
    all.push_back(normal_permutation_p(sums_of(a), sums_of(b)));
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return all;
}

double share_up_to(const Values& p, double most) {
  const auto below = std::ranges::count_if(p, [&](double one) { return one <= most + 1e-9; });
  return static_cast<double>(below) / static_cast<double>(p.size());
}

TEST(Statistics, PermutationTestNearTheExactOne) {
  const Values a = {4.1, 3.9, 5.0, 4.4, 4.7}, b = {3.6, 4.0, 3.2, 3.9, 4.2, 3.5};
  const double p = normal_permutation_p(sums_of(a), sums_of(b));
  Values both = a;
  both.insert(both.end(), b.begin(), b.end());
  const Values all = of_all_relabellings(both, a.size());
  ASSERT_EQ(all.size(), 462u);
  // scipy.stats.permutation_test of |mean(a) − mean(b)| over all relabellings: 12 of 462.
  EXPECT_NEAR(share_up_to(all, p), 12.0 / 462, 1e-12);
  EXPECT_NEAR(p, 12.0 / 462, 0.005);
  EXPECT_NEAR(p, normal_permutation_p(sums_of(b), sums_of(a)), 1e-12) << "the sides do not matter";
  EXPECT_EQ(normal_permutation_p(sums_of(a), {}), 1);
  EXPECT_EQ(normal_permutation_p(sums_of({2, 2}), sums_of({2, 2, 2})), 1);
}

// What it is for: of groups that do not differ, it says of no more than one in twenty that they do.
TEST(Statistics, OfFewValuesThePermutationTestKeepsItsLevel) {
  for (const Values& values :
       {Values{4.1, 3.9, 5.0, 4.4, 4.7, 3.6, 4.0, 3.2, 3.9, 4.2, 3.5},
        Values{-.33, -.12, -.08, .02, .05, .18, .22, .27, .31, .39},
        Values{1, 2, 3, 4, 4, 4, 5, 5, 5, 5}, Values{1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5},
        Values{0, 0, 0, 0, 0, 0, 0, .1, .2, 1}}) {
    for (const std::size_t drawn : {5u, 3u}) {
      const Values all = of_all_relabellings(values, drawn);
      EXPECT_LE(share_up_to(all, 0.05), 0.05) << values.size() << " values, " << drawn << " drawn";
      EXPECT_LE(share_up_to(all, 0.01), 0.01) << values.size() << " values, " << drawn << " drawn";
    }
  }
}

TEST(Statistics, OfManyValuesThePermutationTestIsStudents) {
  Values a(60'000), b(60'000);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<double>(i * 7919 % 1000) / 1000;
    b[i] = static_cast<double>(i * 104729 % 1000) / 1000 + 0.003;
  }
  EXPECT_NEAR(normal_permutation_p(sums_of(a), sums_of(b)), 0.071865, 1e-5)
      << "scipy.stats.ttest_ind: 0.0718654";
}

TEST(Statistics, BootstrapOfAMeanNearSciPys) {
  const Values values = {0.31, -0.12, 0.44, 0.05, 0.27, 0.61, -0.33, 0.18, 0.02, 0.39, 0.22, -0.08};
  const Estimate mean = bootstrap_mean(values, {.rounds = 20'000});
  EXPECT_NEAR(mean.value, 0.163333, 1e-6);
  // scipy.stats.bootstrap, percentile, 200,000 resamples: 0.01833, 0.30583.
  EXPECT_NEAR(mean.low, 0.01833, 0.006);
  EXPECT_NEAR(mean.high, 0.30583, 0.006);
}

TEST(Statistics, ASeedGivesTheSameIntervalEverywhere) {
  Draw draw(193939);
  // Of std::mt19937_64, whose output the C++ standard fixes.
  EXPECT_EQ((std::vector<std::size_t>{draw.below(1000), draw.below(1000), draw.below(1000)}),
            (std::vector<std::size_t>{519, 410, 32}));
  const Values values = {1, 2, 3, 4, 9};
  EXPECT_EQ(bootstrap_mean(values).low, bootstrap_mean(values).low);
}

TEST(Statistics, BlocksAreDrawnTogether) {
  // Two blocks of equal items: whatever is drawn, a mean is one of three.
  const std::vector<std::size_t> blocks = {0, 0, 0, 5, 5, 5};
  const Values values = {1, 1, 1, 3, 3, 3};
  const auto mean = [&](std::span<const std::size_t> sample) -> std::optional<double> {
    double sum = 0;
    for (const std::size_t i : sample) sum += values[i];
    const double result = sum / static_cast<double>(sample.size());
    EXPECT_TRUE(result == 1 || result == 2 || result == 3) << result;
    return result;
  };
  const auto estimate = block_bootstrap(blocks, mean);
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->low, 1);
  EXPECT_EQ(estimate->high, 3);
  const auto never = [](std::span<const std::size_t>) { return std::optional<double>(); };
  EXPECT_FALSE(block_bootstrap(blocks, never));
  EXPECT_FALSE(block_bootstrap({}, mean));
}

// A 95 % interval of Spearman's ρ holds the true one in about 95 of 100 samples. The population is
// known: y = x on half of the items, else drawn apart; ρ follows by its definition on all of it.
TEST(Statistics, IntervalsCoverAtTheStatedRate) {
  Draw draw(3);
  const auto sample = [&](std::size_t n, Values& x, Values& y) {
    x.resize(n);
    y.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = static_cast<double>(draw.below(1000));
      y[i] = std::floor((draw.below(2) == 0 ? x[i] : static_cast<double>(draw.below(1000))) / 200);
    }
  };
  Values x, y;
  sample(400'000, x, y);
  const double truth = *spearman(x, y);
  constexpr int kSamples = 300;
  int held = 0;
  for (int i = 0; i < kSamples; ++i) {
    sample(40, x, y);
    std::vector<std::size_t> blocks(x.size());
    std::iota(blocks.begin(), blocks.end(), 0);
    Values own_x, own_y;
    const auto rho = [&](std::span<const std::size_t> chosen) {
      own_x.clear();
      own_y.clear();
      for (const std::size_t c : chosen) {
        own_x.push_back(x[c]);
        own_y.push_back(y[c]);
      }
      return spearman(own_x, own_y);
    };
    const auto estimate = block_bootstrap(blocks, rho, {.rounds = 400});
    held += estimate->low <= truth && truth <= estimate->high;
  }
  // 95 % of 300 within three standard deviations.
  EXPECT_NEAR(static_cast<double>(held) / kSamples, 0.95, 0.04);
}

}  // namespace
}  // namespace mien
