#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "echo_network.h"

namespace mien::emotion {
namespace {

TEST(Classifier, ReadsEachFaceFromItsOwnCanvas) {
  const auto model = load(entry());
  const auto classifier = model->make();
  std::vector<Canvas> canvases;
  for (std::size_t slot = 0; slot < 40; ++slot) canvases.push_back(classifier->canvas(slot));
  for (std::size_t slot = 0; slot < 40; ++slot) {
    fill(canvases[slot], slot % 2 ? 230 : 25, slot % 2 ? 25 : 230);
  }
  std::vector<Expression> expressions(40);
  classifier->classify(expressions);
  for (std::size_t slot = 0; slot < 40; ++slot) {
    EXPECT_EQ(expressions[slot].label, slot % 2 ? Emotion::happiness : Emotion::neutral);
    EXPECT_NEAR(expressions[slot].confidence, 230.0 / 255, 1e-5);
  }
}

TEST(Classifier, ANetworkWithoutNumbersIsRefusedAndAFaceWithoutThemIsUnknown) {
  infer::ModelEntry logits = entry();
  logits.logits = true;
  logits.min_confidence = 0;
  const auto classifier = load(logits)->make();
  fill(classifier->canvas(0), kUnreadable, 25);
  Expression expression;
  classifier->classify({&expression, 1});
  EXPECT_EQ(expression.label, Emotion::unknown);
  EXPECT_EQ(expression.confidence, 0);
  logits.name = "broken";
  EXPECT_THROW(load(logits), Error);
}

TEST(Classifier, HandsOutTheCanvasThatTheModelWants) {
  infer::ModelEntry colour = entry();
  colour.format = PixelFormat::rgb;
  const Canvas canvas = load(colour)->make()->canvas(2);
  EXPECT_EQ(canvas.width, 8);
  EXPECT_EQ(canvas.height, 6);
  EXPECT_EQ(canvas.format, PixelFormat::rgb);
  EXPECT_GE(canvas.stride, 24);
}

TEST(Classifier, OutlivesItsModelAndNamesIt) {
  auto model = load(entry());
  EXPECT_EQ(model->info().name, "echo");
  EXPECT_EQ(model->info().sha256, "abc");
  EXPECT_EQ(model->info().precision, "f32");
  EXPECT_EQ(model->info().width, 8);
  const auto classifier = model->make();
  model.reset();
  fill(classifier->canvas(0), 255, 0);
  Expression expression;
  classifier->classify({&expression, 1});
  EXPECT_EQ(expression.label, Emotion::happiness);
  classifier->classify({});
}

TEST(Classifier, AppliesTemperatureAndLeastConfidence) {
  infer::ModelEntry tempered = entry();
  tempered.temperature = 2;
  tempered.min_confidence = 0.7;
  const auto classifier = load(tempered)->make();
  fill(classifier->canvas(0), 204, 51);  // 0.8 : 0.2, at T = 2 it is 2 : 1
  Expression expression;
  classifier->classify({&expression, 1});
  EXPECT_NEAR(expression.confidence, 2.0 / 3, 1e-5);
  EXPECT_EQ(expression.doubt, Doubt::low_confidence);
}

TEST(Classifier, ReadsTheOutputThatTheEntryNames) {
  infer::ModelEntry named = entry();
  named.output = "mirror";
  const auto classifier = load(named)->make();
  fill(classifier->canvas(0), 230, 25);
  Expression expression;
  classifier->classify({&expression, 1});
  EXPECT_EQ(expression.label, Emotion::neutral);
  named.output = "ferplus";
  EXPECT_THROW(load(named), Error);
}

TEST(Classifier, TellsWhatTheSecondOutputSaysOfTheLastFace) {
  infer::ModelEntry two = entry();
  two.also = {"mirror", {"anger", "fear"}};
  const auto classifier = load(two)->make();
  EXPECT_FALSE(classifier->also()) << "no face was classified yet";
  fill(classifier->canvas(0), 230, 25);
  fill(classifier->canvas(1), 51, 204);
  std::vector<Expression> expressions(2);
  classifier->classify(expressions);
  EXPECT_EQ(expressions[1].label, Emotion::neutral);
  ASSERT_TRUE(classifier->also());
  EXPECT_NEAR((*classifier->also())[static_cast<std::size_t>(Emotion::anger)], 0.8, 1e-5);
  EXPECT_NEAR((*classifier->also())[static_cast<std::size_t>(Emotion::fear)], 0.2, 1e-5);

  const auto plain = load(entry())->make();
  plain->classify(expressions);
  EXPECT_FALSE(plain->also());
  two.also.classes = {"anger"};
  EXPECT_THROW(load(two), Error) << "two outputs, one class";
}

TEST(Classifier, ABiasCanTurnTheLabel) {
  infer::ModelEntry biased = entry();
  biased.bias = {0, 2};
  const auto classifier = load(biased)->make();
  fill(classifier->canvas(0), 153, 102);  // 0.6 : 0.4
  Expression expression;
  classifier->classify({&expression, 1});
  EXPECT_EQ(expression.label, Emotion::neutral);
}

TEST(Classifier, AModelThatDoesNotFitItsEntryIsRefused) {
  EXPECT_THROW(load(entry(), 3), Error);  // three outputs, two classes
  infer::ModelEntry logits = entry();
  logits.classes = {"happiness", "neutral", "anger"};
  EXPECT_THROW(load(logits, 3), Error);  // outputs sum to 1.5
  logits.logits = true;
  EXPECT_NO_THROW(load(logits, 3));
}

TEST(Classifier, ImpossibleEntriesAreRefused) {
  const auto refused = [](auto&& spoil) {
    infer::ModelEntry spoilt = entry();
    spoil(spoilt);
    EXPECT_THROW(load(spoilt), Error);
  };
  refused([](auto& e) { e.width = 0; });
  refused([](auto& e) { e.height = -1; });
  refused([](auto& e) { e.width = 1 << 20; });
  refused([](auto& e) { e.temperature = 0; });
  refused([](auto& e) { e.temperature = std::nan(""); });
  refused([](auto& e) { e.crop_scale = std::nan(""); });
  refused([](auto& e) { e.crop_scale = 0; });
  refused([](auto& e) { e.min_confidence = 2; });
  refused([](auto& e) { e.bias = {1}; });
  refused([](auto& e) { e.bias = {1, std::nanf("")}; });
  refused([](auto& e) { e.classes = {"happiness", "joy"}; });
}

}  // namespace
}  // namespace mien::emotion
