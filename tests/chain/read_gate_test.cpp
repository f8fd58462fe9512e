// A face is read where it looks different, and now and then in any case; else it keeps its reading.
#include "chain/read_gate.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "chain/demand.h"
#include "video/stored_picture.h"

namespace mien::chain {
namespace {

/// A 64 × 64 face of a kind: dark eyes, a mouth of `mouth` pixels height; `gain` and `noise` of the
/// camera.
video::OwnCanvas face(int mouth, double gain = 1, unsigned noise = 0,
                      PixelFormat format = PixelFormat::gray) {
  video::OwnCanvas canvas(64, 64, format);
  const Canvas& c = canvas.canvas();
  std::mt19937 random(noise);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      double value = 150 - 0.5 * std::abs(x - 32);
      if (y > 18 && y < 26 && ((x > 14 && x < 26) || (x > 38 && x < 50))) value = 40;
      if (std::abs(y - 46) < mouth && std::abs(x - 32) < 16) value = 30;
      value *= gain;
      if (noise > 0) value += static_cast<double>(random() % 9) - 4;
      for (int channel = 0; channel < c.channels(); ++channel)
        c.data[y * c.stride + x * c.channels() + channel] =
            static_cast<std::uint8_t>(std::lround(value));
    }
  return canvas;
}

Expression reading(Emotion label) {
  Expression expression;
  expression.label = label;
  return expression;
}

class Reading : public testing::Test {
 protected:
  static FrameInfo moment(double seconds) {
    return {.seconds = seconds, .width = kWidth, .height = kHeight};
  }
  /// Looks at one face at `x`; read anew: with `label`. Whether it was.
  bool sight(double seconds, const video::OwnCanvas& crop, Emotion label, float x = 100) {
    Face face;
    face.detection.box = {x, 80, 60, 70};
    gate_.look(std::vector{face}, moment(seconds), Cut::here);
    const bool due = gate_.due(0, crop.canvas(), false);
    if (due) gate_.read(0, reading(label), {});
    return due;
  }
  Emotion kept() const { return gate_.held(0).expression.label; }

  static constexpr int kWidth = 640, kHeight = 360;
  ReadGate gate_;
};

TEST_F(Reading, ThreeFirstSightsThenOnceASecond) {
  const auto same = face(3);
  int readings = 0;
  for (int i = 0; i <= 50; ++i) {  // 2 s at 25 a second
    const bool due = sight(i * 0.04, same, Emotion::neutral);
    readings += due;
    if (i < 3) {
      EXPECT_TRUE(due) << i;
    }
  }
  EXPECT_EQ(readings, 4) << "0, 0.04, 0.08 and 1.08 s";
}

TEST_F(Reading, NoiseAndLightChangeNothingAMouthDoes) {
  for (int i = 0; i < 3; ++i) sight(i * 0.04, face(3), Emotion::neutral);
  EXPECT_FALSE(sight(0.16, face(3, 1, 5), Emotion::anger)) << "noise";
  EXPECT_FALSE(sight(0.20, face(3, 0.7), Emotion::anger)) << "less light";
  EXPECT_EQ(kept(), Emotion::neutral);
  EXPECT_TRUE(sight(0.24, face(12), Emotion::happiness));
  EXPECT_EQ(kept(), Emotion::happiness);
  EXPECT_FALSE(sight(0.28, face(12), Emotion::anger));
}

TEST_F(Reading, AFaceThatWalksIsTheSameOneThatLeapsIsNew) {
  for (int i = 0; i < 3; ++i) sight(i * 0.04, face(3), Emotion::neutral, 100.f + 10 * i);
  EXPECT_FALSE(sight(0.12, face(3), Emotion::anger, 130));
  EXPECT_TRUE(sight(0.16, face(3), Emotion::anger, 300));
}

TEST_F(Reading, AFaceThatWasAwayForASecondIsNew) {
  for (int i = 0; i < 3; ++i) sight(i * 0.04, face(3), Emotion::neutral);
  gate_.look({}, moment(0.5), Cut::here);
  EXPECT_FALSE(sight(0.6, face(3), Emotion::anger)) << "missed once";
  gate_.look({}, moment(1.7), Cut::here);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(sight(1.72 + i * 0.04, face(3), Emotion::anger)) << i;
}

TEST_F(Reading, TwoFacesKeepTheirOwn) {
  Face left, right;
  left.detection.box = {100, 80, 60, 70};
  right.detection.box = {150, 85, 60, 70};
  const auto smile = face(12), calm = face(3);
  for (int i = 0; i < 4; ++i) {
    const bool swapped = i % 2 == 1;  // a detector's order is no identity
    gate_.look(swapped ? std::vector{right, left} : std::vector{left, right}, moment(i * 0.04),
               Cut::here);
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}}) {
      const bool is_left = (at == 0) != swapped;
      const bool due = gate_.due(at, (is_left ? smile : calm).canvas(), false);
      EXPECT_EQ(due, i < 3);
      if (due) gate_.read(at, reading(is_left ? Emotion::happiness : Emotion::neutral), {});
      EXPECT_EQ(gate_.held(at).expression.label, is_left ? Emotion::happiness : Emotion::neutral);
    }
  }
}

/// A camera's two streams: the small one is searched, the sharp one shows keyframes alone.
class ReadingOfTwo : public Reading {
 protected:
  /// Looks at one face, whose mouth is `mouth` high in the small picture; read anew: with `label`.
  /// Whether it was.
  bool see(double seconds, Cut cut, Emotion label, int mouth = 3, bool always = false) {
    const float scale = cut == Cut::sharp ? 3 : 1;
    Face seen;
    seen.detection.box = {100 * scale, 80 * scale, 60 * scale, 70 * scale};
    FrameInfo frame = moment(seconds);
    frame.width = static_cast<int>(scale) * kWidth;
    frame.height = static_cast<int>(scale) * kHeight;
    gate_.look(std::vector{seen}, frame, cut);
    const auto small = face(mouth), sharp = face(mouth, 1, 7);
    if (!gate_.due(0, (cut == Cut::sharp ? sharp : small).canvas(), always)) return false;
    if (cut == Cut::sharp) gate_.beside(0, small.canvas());
    gate_.read(0, reading(label), {.overall = scale});
    return true;
  }
};

TEST_F(ReadingOfTwo, WhatASharpPictureToldStandsWhileTheFaceLooksAsItDid) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(see(0.2 * i, Cut::coarse, Emotion::fear)) << i;
  EXPECT_FALSE(see(0.6, Cut::coarse, Emotion::fear)) << "as any face that stays as it is";
  EXPECT_TRUE(see(0.8, Cut::sharp, Emotion::neutral)) << "the first sharp one is read";
  EXPECT_EQ(gate_.held(0).quality.overall, 3);
  for (int i = 5; i < 34; ++i) EXPECT_FALSE(see(0.2 * i, Cut::coarse, Emotion::fear, 3, true)) << i;
  EXPECT_EQ(kept(), Emotion::neutral);
  EXPECT_TRUE(gate_.holds_sharper(0));
  EXPECT_TRUE(see(6.8, Cut::coarse, Emotion::fear)) << "six seconds without a sharp one";
  EXPECT_TRUE(see(7.0, Cut::sharp, Emotion::anger));
  EXPECT_FALSE(see(7.2, Cut::sharp, Emotion::fear)) << "sharp ones are compared as ever";
}

TEST_F(ReadingOfTwo, WhatChangesBetweenSharpPicturesIsReadFromCoarseOnes) {
  EXPECT_TRUE(see(0, Cut::sharp, Emotion::neutral));
  EXPECT_FALSE(see(0.2, Cut::coarse, Emotion::fear));
  EXPECT_TRUE(see(0.4, Cut::coarse, Emotion::happiness, 12)) << "it smiles";
  EXPECT_EQ(kept(), Emotion::happiness);
  EXPECT_FALSE(gate_.holds_sharper(0));
  EXPECT_TRUE(see(0.6, Cut::coarse, Emotion::happiness, 12)) << "among its first sights";
  EXPECT_FALSE(see(0.8, Cut::coarse, Emotion::anger, 12)) << "as it was read last";
  EXPECT_EQ(kept(), Emotion::happiness);
  EXPECT_TRUE(see(1.0, Cut::coarse, Emotion::happiness, 12, true)) << "where none is spared";
  EXPECT_FALSE(see(1.2, Cut::coarse, Emotion::fear, 3, true)) << "as the sharp one showed it";
  EXPECT_EQ(kept(), Emotion::neutral);
  EXPECT_TRUE(gate_.holds_sharper(0));
}

TEST(NormalisedCrops, TakeLightAndContrastOut) {
  NormalisedCrop a, b;
  normalise(face(3).canvas(), a);
  normalise(face(3, 0.5).canvas(), b);
  EXPECT_LT(difference(a, b), 0.02f);
  normalise(face(3, 1, 0, PixelFormat::bgr).canvas(), b);
  EXPECT_EQ(difference(a, b), 0) << "green is luma";
  double sum = 0, squares = 0;
  for (const float value : a) {
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / static_cast<double>(a.size()), 0, 1e-4);
  EXPECT_NEAR(squares / static_cast<double>(a.size()), 1, 1e-3);
  video::OwnCanvas flat(30, 30, PixelFormat::gray);
  for (int y = 0; y < 30; ++y)
    std::fill_n(flat.canvas().data + y * flat.canvas().stride, 30, std::uint8_t{90});
  normalise(flat.canvas(), a);
  for (const float value : a) ASSERT_EQ(value, 0);
}

/// What `demand` makes of a face that never changes, seen 30 times in 1.5 s at a rate.
std::int64_t readings(const DemandConfig& config, double rate) {
  Demand demand(config);
  demand.begin(rate);
  const auto same = face(3);
  FrameResult result;
  result.faces.resize(1);
  result.faces[0].detection.box = {100, 80, 60, 70};
  std::int64_t due = 0;
  for (int i = 0; i < 30; ++i) {
    result.frame.seconds = i * 0.05;
    demand.look(result);
    if (demand.read_due(0, same.canvas())) {
      demand.read(0, {});
      ++due;
    } else {
      demand.keep(0, result.faces[0]);
    }
  }
  const DemandCounts counts = demand.take_counts();
  if (counts != DemandCounts()) {
    EXPECT_EQ(counts.readings, due);
    EXPECT_EQ(counts.readings_skipped, 30 - due);
  }
  EXPECT_EQ(demand.take_counts(), DemandCounts());
  return due;
}

TEST(OnDemand, ReadsAsTheSwitchAndTheRateSay) {
  EXPECT_EQ(readings({.read = OnDemand::off, .search = OnDemand::off}, 25), 30);
  EXPECT_EQ(readings({.read = OnDemand::automatic, .search = OnDemand::off}, 5), 30);
  EXPECT_EQ(readings({.read = OnDemand::automatic, .search = OnDemand::off}, 0), 30)
      << "rate not known";
  EXPECT_EQ(readings({.read = OnDemand::automatic, .search = OnDemand::off}, 10), 4);
  EXPECT_EQ(readings({.read = OnDemand::on, .search = OnDemand::off}, 5), 4);
  EXPECT_EQ(readings({.read = OnDemand::off, .search = OnDemand::on}, 25), 30)
      << "all was searched";
}

TEST(OnDemand, HoldsTheFacesInThePixelsOfThePictureThatTheyAreCutFrom) {
  Demand demand({.read = OnDemand::off, .search = OnDemand::on});
  demand.begin(5);
  video::StoredPicture picture(640, 360);
  EXPECT_TRUE(demand.search_due(picture.frame(), {}));
  FrameResult result;
  result.frame = {.index = 0, .seconds = 0, .width = 1920, .height = 1080};
  result.faces.resize(1);
  result.faces[0].detection.box = {300, 150, 60, 90};
  result.faces[0].expression.label = Emotion::fear;
  demand.found(result);
  EXPECT_TRUE(demand.search_due(picture.frame(), {})) << "one search is not believed yet";
  demand.found(result);
  picture.frame().info.seconds = 0.2;
  picture.frame().info.index = 5;
  EXPECT_FALSE(demand.search_due(picture.frame(), {}));
  FrameResult held;
  held.faces.resize(3);
  demand.hold(picture.frame().info, {.width = 640, .height = 360}, held);
  EXPECT_EQ(held.frame.index, 5);
  EXPECT_EQ(held.frame.seconds, 0.2);
  EXPECT_EQ(held.frame.width, 640);
  ASSERT_EQ(held.faces.size(), 1u);
  EXPECT_EQ(held.faces[0].detection.box.x, 100);
  EXPECT_EQ(held.faces[0].detection.box.h, 30);
  EXPECT_EQ(held.faces[0].expression.label, Emotion::unknown) << "it is yet to be read";
  EXPECT_EQ(demand.take_counts().searches_skipped, 1);
}

}  // namespace
}  // namespace mien::chain
