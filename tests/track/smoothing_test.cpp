#include "track/smoothing.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "stage.h"

namespace mien::track {
namespace {

Face showing(Expression expression, float quality = 0.5f, double height = 60) {
  Face face = face_at(400, 300, height);
  face.expression = expression;
  face.quality.overall = quality;
  return face;
}

TEST(Smoothing, TheFirstReadingIsShownAsItIs) {
  Stage stage;
  const Expression own = shown(Emotion::surprise, 0.7f);
  const Expression smoothed = stage.show({showing(own)}).faces[0].expression;
  EXPECT_EQ(smoothed.label, Emotion::surprise);
  EXPECT_NEAR(smoothed.confidence, 0.7, 1e-6);
  EXPECT_NEAR(smoothed.valence, own.valence, 1e-6);
}

TEST(Smoothing, OneOddReadingDoesNotFlipTheLabel) {
  Stage stage({}, 15);
  for (int i = 0; i < 10; ++i) stage.show({showing(shown(Emotion::happiness))});
  const Expression odd = stage.show({showing(shown(Emotion::fear))}).faces[0].expression;
  EXPECT_EQ(odd.label, Emotion::happiness);
  EXPECT_LT(odd.confidence, 0.9f);
  EXPECT_NEAR(std::accumulate(odd.probabilities.begin(), odd.probabilities.end(), 0.0), 1, 1e-5);
}

TEST(Smoothing, OneOddReadingDoesNotFlipTheLabelAtFiveFramesASecondEither) {
  Stage stage;
  for (int i = 0; i < 10; ++i) {
    stage.show({showing(shown(Emotion::happiness))});
    stage.show({showing(shown(Emotion::happiness))});
    const Expression odd = stage.show({showing(shown(Emotion::fear))}).faces[0].expression;
    EXPECT_EQ(odd.label, Emotion::happiness) << i;
  }
}

TEST(Smoothing, AfterAChangeThePastCountsNoLonger) {
  Stage stage;
  for (int i = 0; i < 50; ++i) stage.show({showing(shown(Emotion::sadness))});
  for (int i = 0; i < 4; ++i) stage.show({showing(shown(Emotion::happiness))});
  const Expression smiling = stage.show({showing(shown(Emotion::happiness))}).faces[0].expression;
  EXPECT_GT(smiling.confidence, 0.6f);
  // And back, as early.
  stage.show({showing(shown(Emotion::sadness))});
  EXPECT_EQ(stage.show({showing(shown(Emotion::sadness))}).faces[0].expression.label,
            Emotion::sadness);
}

TEST(Smoothing, ALastingChangeComesThroughWithin600Milliseconds) {
  for (const double fps : {5.0, 15.0, 30.0}) {
    Stage stage({}, fps);
    for (int i = 0; i < 3 * fps; ++i) stage.show({showing(shown(Emotion::sadness))});
    Emotion label = Emotion::unknown;
    for (int i = 0; i < 0.6 * fps - 0.5; ++i) {
      label = stage.show({showing(shown(Emotion::happiness))}).faces[0].expression.label;
    }
    EXPECT_EQ(label, Emotion::happiness) << fps << " frames a second";
  }
}

TEST(Smoothing, ABetterViewWeighsMore) {
  Stage stage;
  stage.show({showing(shown(Emotion::happiness), 1.0f)});
  stage.show({showing(shown(Emotion::anger), 0.05f)});
  const auto tracks = stage.ended(true);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_EQ(tracks[0].expression.label, Emotion::happiness);
  EXPECT_GT(tracks[0].expression.valence, 0.6f);
}

TEST(Smoothing, AFaceThatCannotBeReadStaysUnknownWithItsReason) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({showing(shown(Emotion::happiness))});
  const Expression blurred = stage.show({showing(unread(Doubt::blurred))}).faces[0].expression;
  EXPECT_EQ(blurred.label, Emotion::unknown);
  EXPECT_EQ(blurred.doubt, Doubt::blurred);
  // The stay as a whole was read all the same.
  EXPECT_EQ(stage.ended(true)[0].expression.label, Emotion::happiness);
}

TEST(Smoothing, ATrackNeverReadNamesTheCommonestReason) {
  Stage stage;
  stage.show({showing(unread(Doubt::blurred))});
  for (int i = 0; i < 3; ++i) stage.show({showing(unread(Doubt::turned_away))});
  const Track track = stage.ended(true).at(0);
  EXPECT_EQ(track.expression.label, Emotion::unknown);
  EXPECT_EQ(track.expression.doubt, Doubt::turned_away);
  EXPECT_EQ(track.expression.confidence, 0);
  EXPECT_TRUE(std::isnan(track.expression.valence));
  EXPECT_TRUE(std::isnan(track.expression.arousal));
}

TEST(Smoothing, WeakReadingsThatDisagreeStayUnknown) {
  Stage stage({.min_confidence = 0.4});
  Expression last;
  for (const Emotion label : {Emotion::anger, Emotion::fear, Emotion::sadness, Emotion::disgust,
                              Emotion::anger, Emotion::fear}) {
    last = stage.show({showing(shown(label, 0.5f))}).faces[0].expression;
  }
  EXPECT_EQ(last.label, Emotion::unknown);
  EXPECT_EQ(last.doubt, Doubt::low_confidence);
  EXPECT_GT(last.confidence, 0);
}

/// Read at the first sight, kept for `kept` more, then read again.
Track read_twice(Expression first, int kept, Expression second) {
  Stage stage({}, 10);
  Face face = showing(first, 0.5f);
  stage.show({face});
  face.kept = true;
  for (int i = 0; i < kept; ++i) stage.show({face});
  stage.show({showing(second, 0.5f)});
  return stage.ended(true).at(0);
}

TEST(Smoothing, SightsThatKeptAReadingCountHalfForTheNextOne) {
  const Expression smile = shown(Emotion::happiness, 0.9f), calm = shown(Emotion::neutral, 0.9f);
  // 1 + 8 / 2 sights for each.
  const Track even = read_twice(smile, 8, calm);
  EXPECT_NEAR(even.expression.probabilities[0], even.expression.probabilities[1], 1e-6);
  EXPECT_EQ(even.observations, 10);
  // Nothing was kept: two readings, one of them weak.
  EXPECT_EQ(read_twice(smile, 0, shown(Emotion::neutral, 0.5f)).expression.label,
            Emotion::happiness);
}

TEST(Smoothing, AReadingThatIsKeptToTheEndHoldsForAsLong) {
  Stage stage({}, 10);
  for (int i = 0; i < 3; ++i) stage.show({showing(shown(Emotion::neutral))});
  Face face = showing(shown(Emotion::happiness));
  stage.show({face});
  face.kept = true;
  Expression last;
  for (int i = 0; i < 9; ++i) last = stage.show({face}).faces[0].expression;
  EXPECT_EQ(last.label, Emotion::happiness) << "the smoothed one comes to what holds";
  EXPECT_GT(last.confidence, 0.75f);
  EXPECT_EQ(stage.ended(true).at(0).expression.label, Emotion::happiness);
}

TEST(Smoothing, NotANumberIsNotRead) {
  Expression broken = shown(Emotion::happiness);
  broken.probabilities[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(is_readable(broken));
  EXPECT_FALSE(is_readable(Expression{}));
  EXPECT_TRUE(is_readable(shown(Emotion::happiness)));
  Stage stage;
  Face face = showing(shown(Emotion::happiness));
  face.quality.overall = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(stage.show({face}).faces[0].expression.label, Emotion::happiness);
}

TEST(Smoothing, TheBestFrameIsTheLargeAndGoodOne) {
  Stage stage;
  stage.show({showing(shown(Emotion::neutral), 0.9f, 40)});
  stage.show({showing(shown(Emotion::neutral), 0.9f, 48)});
  stage.show({showing(shown(Emotion::neutral), 0.2f, 55)});
  EXPECT_NEAR(stage.ended(true).at(0).best_frame_s, 0.2, 1e-9);
}

TEST(Smoothing, MeansFadeWithoutEverBreaking) {
  ExpressionMean mean;
  mean.add(shown(Emotion::anger), 1);
  for (int i = 0; i < 10000; ++i) mean.fade(0.5);
  EXPECT_TRUE(mean.empty());
  mean.add(shown(Emotion::happiness), 0);
  EXPECT_EQ(mean.mean(0).label, Emotion::happiness);
  EXPECT_NEAR(mean.mean(0).confidence, 0.9, 1e-6);
}

}  // namespace
}  // namespace mien::track
