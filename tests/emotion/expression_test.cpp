#include "mien/expression.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "emotion/class_map.h"
#include "emotion/expression.h"

namespace mien::emotion {
namespace {

std::array<float, kEmotions> certain(Emotion emotion) {
  std::array<float, kEmotions> probabilities{};
  probabilities[static_cast<std::size_t>(emotion)] = 1;
  return probabilities;
}

TEST(Expression, TheLabelIsTheLargest) {
  const Expression expression =
      expression_of({0.2f, 0.5f, 0.1f, 0.1f, 0.05f, 0.05f, 0, 0}, /*min_confidence=*/0.4);
  EXPECT_EQ(expression.label, Emotion::happiness);
  EXPECT_EQ(expression.doubt, Doubt::none);
  EXPECT_FLOAT_EQ(expression.confidence, 0.5f);
}

TEST(Expression, BelowTheLimitNothingIsClaimed) {
  const Expression expression = expression_of({0.3f, 0.35f, 0.35f, 0, 0, 0, 0, 0}, 0.4);
  EXPECT_EQ(expression.label, Emotion::unknown);
  EXPECT_EQ(expression.doubt, Doubt::low_confidence);
  EXPECT_FLOAT_EQ(expression.confidence, 0.35f);  // stays to be seen
}

TEST(Expression, WithoutProbabilitiesNothingIsClaimed) {
  const Expression expression = expression_of({}, 0);
  EXPECT_EQ(expression.label, Emotion::unknown);
  EXPECT_EQ(expression.confidence, 0);
  EXPECT_TRUE(std::isnan(expression.valence)) << "0 would be a face that is neither";
  EXPECT_TRUE(std::isnan(expression.arousal));
}

TEST(Affect, LiesWherePsychologyPutsIt) {
  EXPECT_EQ(affect_of(certain(Emotion::neutral)).valence, 0);
  EXPECT_EQ(affect_of(certain(Emotion::neutral)).arousal, 0);
  EXPECT_GT(affect_of(certain(Emotion::happiness)).valence, 0.5f);
  for (const Emotion unpleasant :
       {Emotion::sadness, Emotion::anger, Emotion::disgust, Emotion::fear, Emotion::contempt}) {
    EXPECT_LT(affect_of(certain(unpleasant)).valence, -0.3f) << name_of(unpleasant);
  }
  EXPECT_LT(affect_of(certain(Emotion::sadness)).arousal, 0);
  EXPECT_GT(affect_of(certain(Emotion::surprise)).arousal, 0.5f);
}

TEST(Affect, IsTheMeanOfItsParts) {
  const Affect both = affect_of({0, 0.5f, 0, 0.5f, 0, 0, 0, 0});
  const Affect a = affect_of(certain(Emotion::happiness)), b = affect_of(certain(Emotion::sadness));
  EXPECT_NEAR(both.valence, (a.valence + b.valence) / 2, 1e-6);
  EXPECT_NEAR(both.arousal, (a.arousal + b.arousal) / 2, 1e-6);
}

TEST(Affect, StaysWithinBoundsWhateverItIsGiven) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Affect affect = affect_of({nan, 100, -5, nan, 0, 0, 0, 1e30f});
  EXPECT_TRUE(std::abs(affect.valence) <= 1 && std::abs(affect.arousal) <= 1);
}

TEST(ClassMap, OutputsGoToTheirEmotionsInTheModelsOrder) {
  const std::vector<std::string> classes{"anger", "happiness", "neutral"};
  const ClassMap map("m", classes);
  const Expression expression = map.expression_of(std::vector<float>{0.1f, 0.2f, 0.7f}, 0);
  EXPECT_EQ(expression.label, Emotion::neutral);
  EXPECT_FLOAT_EQ(expression.probabilities[static_cast<std::size_t>(Emotion::anger)], 0.1f);
  EXPECT_FLOAT_EQ(expression.probabilities[static_cast<std::size_t>(Emotion::happiness)], 0.2f);
  EXPECT_EQ(expression.probabilities[static_cast<std::size_t>(Emotion::contempt)], 0);
}

TEST(ClassMap, NotAFaceIsDoubtAndNoExpression) {
  const std::vector<std::string> classes{"neutral", "happiness", "unknown", "not-a-face"};
  const ClassMap map("m", classes);
  const Expression doubted = map.expression_of(std::vector<float>{0.1f, 0.3f, 0.2f, 0.4f}, 0);
  EXPECT_EQ(doubted.label, Emotion::unknown);
  EXPECT_EQ(doubted.doubt, Doubt::low_confidence);
  EXPECT_FLOAT_EQ(doubted.probabilities[0] + doubted.probabilities[1], 1);
  const Expression sure = map.expression_of(std::vector<float>{0.1f, 0.8f, 0.06f, 0.04f}, 0.4);
  EXPECT_EQ(sure.label, Emotion::happiness);
  EXPECT_FLOAT_EQ(sure.confidence, 0.85f);
}

TEST(ClassMap, AMistypedManifestIsRefusedWithTheNearestName) {
  const std::vector<std::string> typo{"neutral", "hapiness"}, twice{"anger", "anger"},
      none{"unknown"};
  try {
    ClassMap("m", typo);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_NE(std::string(error.what()).find("happiness"), std::string::npos) << error.what();
  }
  EXPECT_THROW(ClassMap("m", twice), Error);
  EXPECT_THROW(ClassMap("m", none), Error);
  EXPECT_THROW(ClassMap("m", {}), Error);
}

}  // namespace
}  // namespace mien::emotion
