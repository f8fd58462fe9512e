#include "emotion/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace mien::emotion {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<float> calibrated(std::vector<float> values, bool logits, double temperature) {
  calibrate(values, logits, temperature);
  return values;
}

double sum(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Calibration, LogitsBecomeTheSoftmax) {
  const auto values = calibrated({0, std::log(3.0f)}, true, 1);
  EXPECT_NEAR(values[0], 0.25, 1e-6);
  EXPECT_NEAR(values[1], 0.75, 1e-6);
}

TEST(Calibration, WithoutTemperatureProbabilitiesStayWhatTheyAre) {
  const auto values = calibrated({0.7f, 0.2f, 0.1f, 0}, false, 1);
  EXPECT_NEAR(values[0], 0.7, 1e-6);
  EXPECT_NEAR(values[1], 0.2, 1e-6);
  EXPECT_EQ(values[3], 0);
}

TEST(Calibration, TemperingProbabilitiesEqualsTemperingTheirLogits) {
  const std::vector<float> logits{1.5f, -0.3f, 0.2f};
  const auto direct = calibrated(logits, true, 1.35);
  const auto by_way_of = calibrated(calibrated(logits, true, 1), false, 1.35);
  for (std::size_t i = 0; i < logits.size(); ++i) EXPECT_NEAR(direct[i], by_way_of[i], 1e-5);
}

TEST(Calibration, HeatLowersTheConfidenceButNeverTheWinner) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-8, 8);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<float> logits(7);
    for (float& logit : logits) logit = uniform(random);
    const auto cold = calibrated(logits, true, 1), hot = calibrated(logits, true, 2);
    EXPECT_EQ(std::max_element(cold.begin(), cold.end()) - cold.begin(),
              std::max_element(hot.begin(), hot.end()) - hot.begin());
    EXPECT_LE(*std::max_element(hot.begin(), hot.end()),
              *std::max_element(cold.begin(), cold.end()) + 1e-6f);
  }
}

TEST(Calibration, ABiasShiftsTheOddsBeforeTheTemperature) {
  std::vector<float> logits{0, 0};
  const std::vector<float> bias{0, std::log(3.0f)};
  calibrate(logits, true, 1, bias);
  EXPECT_NEAR(logits[1], 0.75, 1e-6);
  std::vector<float> probabilities{0.75f, 0.25f};
  calibrate(probabilities, false, 1, bias);
  EXPECT_NEAR(probabilities[1], 0.5, 1e-6);
  std::vector<float> tempered{0, 0};
  calibrate(tempered, true, 2, bias);
  EXPECT_NEAR(tempered[1] / tempered[0], std::sqrt(3.0), 1e-5);
}

TEST(Calibration, ABiasDoesNotMakeTheImpossiblePossible) {
  const std::vector<float> bias{0, 100, 100};
  std::vector<float> values{0.5f, 0, kNaN};
  calibrate(values, false, 1, bias);
  EXPECT_EQ(values[0], 1);
  std::vector<float> huge{3.4e38f, -3.4e38f, kInfinity};
  calibrate(huge, true, 1, bias);
  EXPECT_NEAR(sum(huge), 1, 1e-5);
}

TEST(Calibration, HugeLogitsDoNotOverflow) {
  const auto values = calibrated({3e38f, -3e38f, 1e4f}, true, 0.1);
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[1], 0);
}

TEST(Calibration, WhateverComesOutIsADistribution) {
  const std::vector<std::vector<float>> inputs{{kNaN, 1, 2},
                                               {kNaN, kNaN, kNaN},
                                               {kInfinity, 0, kInfinity},
                                               {-kInfinity, -kInfinity},
                                               {kInfinity, kNaN},
                                               {0, 0, 0},
                                               {-1, -2, -3},
                                               {1e-45f, 1e-45f},
                                               {kInfinity, -3e38f},
                                               {5, 7, kInfinity, 1}};
  for (const auto& input : inputs) {
    for (const bool logits : {false, true}) {
      for (const double temperature : {0.01, 1.0, 1.35, 100.0}) {
        const auto values = calibrated(input, logits, temperature);
        EXPECT_NEAR(sum(values), 1, 1e-5);
        for (const float value : values) EXPECT_TRUE(value >= 0 && value <= 1);
      }
    }
  }
  std::vector<float> nothing;
  calibrate(nothing, true, 1);
}

TEST(Calibration, WhereNothingSpeaksForAnyClassAllAreAlike) {
  for (const float value : calibrated({kNaN, kNaN, 0, -1}, false, 1)) EXPECT_EQ(value, 0.25f);
}

}  // namespace
}  // namespace mien::emotion
