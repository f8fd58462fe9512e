#include "emotion/smile.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "mien/expression.h"

namespace mien::emotion {
namespace {

constexpr auto kHappy = static_cast<std::size_t>(Emotion::happiness);
constexpr auto kNeutral = static_cast<std::size_t>(Emotion::neutral);

Expression read(Emotion label, float sure) {
  std::array<float, kEmotions> probabilities;
  probabilities.fill((1 - sure) / (kEmotions - 1));
  probabilities[static_cast<std::size_t>(label)] = sure;
  return expression_of(probabilities, 0.4);
}

TEST(Smile, NothingElseIsTold) {
  for (std::size_t label = 0; label < kEmotions; ++label) {
    const Expression told = smile_of(read(static_cast<Emotion>(label), 0.9f));
    EXPECT_EQ(told.label, label == kHappy ? Emotion::happiness : Emotion::neutral);
    EXPECT_GT(told.confidence, 0.89f);
    EXPECT_TRUE(std::isnan(told.valence));
    EXPECT_TRUE(std::isnan(told.arousal));
    EXPECT_FLOAT_EQ(told.probabilities[kHappy] + told.probabilities[kNeutral], 1);
    EXPECT_FLOAT_EQ(std::accumulate(told.probabilities.begin(), told.probabilities.end(), 0.0f), 1);
  }
}

TEST(Smile, AngerAndFearAreTheSame) {
  const Expression anger = smile_of(read(Emotion::anger, 0.8f));
  const Expression fear = smile_of(read(Emotion::fear, 0.8f));
  EXPECT_EQ(anger.probabilities, fear.probabilities);
  EXPECT_EQ(anger.label, fear.label);
}

TEST(Smile, WhatIsNotKnownIsNotNoSmile) {
  Expression unsure = read(Emotion::anger, 0.2f);
  ASSERT_EQ(unsure.label, Emotion::unknown);
  const Expression told = smile_of(unsure);
  EXPECT_EQ(told.label, Emotion::unknown);
  EXPECT_EQ(told.doubt, Doubt::low_confidence);
  EXPECT_EQ(told.probabilities, (std::array<float, kEmotions>{}));
  unsure.doubt = Doubt::blurred;
  EXPECT_EQ(smile_of(unsure).doubt, Doubt::blurred);
  Expression broken = read(Emotion::happiness, 0.9f);
  broken.probabilities[kHappy] = std::nanf("");
  EXPECT_EQ(smile_of(broken).label, Emotion::unknown);
}

class Always final : public Classifier {
 public:
  CropSpec crop(const Detection&) const override { return {.side = 7}; }
  Canvas canvas(std::size_t slot) override { return {.width = static_cast<int>(slot)}; }
  void classify(std::span<Expression> out) override {
    for (Expression& one : out) one = read(Emotion::surprise, 0.9f);
  }
};

TEST(Smile, AClassifierOfSmilesAsksItsOwn) {
  const auto classifier = smile_only(std::make_unique<Always>());
  EXPECT_EQ(classifier->crop({}).side, 7);
  EXPECT_EQ(classifier->canvas(3).width, 3);
  std::array<Expression, 2> faces;
  classifier->classify(faces);
  for (const Expression& one : faces) EXPECT_EQ(one.label, Emotion::neutral);
  EXPECT_EQ(smile_only(nullptr), nullptr);
}

}  // namespace
}  // namespace mien::emotion
