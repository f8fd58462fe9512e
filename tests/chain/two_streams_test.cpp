// Faces are searched in a camera's small stream and read from its large one, of which keyframes
// alone are decoded: what the small pictures show between them is not lost.
#include <cmath>

#include <gtest/gtest.h>

#include "chain/chain.h"
#include "video/stored_picture.h"

namespace mien::chain {
namespace {

constexpr int kSmallWidth = 320, kSmallHeight = 180, kTimesAsLarge = 4;
constexpr Box kFaceAt{0.4f, 0.3f, 0.2f, 0.4f};  ///< of the picture

/// How the nose stands between eyes (0) and mouth (1) of a face that looks ahead, or half down.
constexpr float kAhead = 0.52f, kHalfDown = 0.95f;

/// A face's height, of the picture, and where its nose is.
struct Shown {
  float height = kFaceAt.h, nose = kAhead;
};

/// Finds one face, in the same place of any picture.
class OneFace : public Detector {
 public:
  explicit OneFace(const Shown& shown) : shown_(shown) {}
  Canvas canvas(int, int) override {
    return {.data = bytes_.data(), .width = 64, .height = 36, .stride = 64 * 3};
  }
  std::vector<Detection> detect(const Letterbox& letterbox) override {
    const auto w = static_cast<float>(letterbox.frame_width);
    const auto h = static_cast<float>(letterbox.frame_height);
    const Box box{kFaceAt.x * w, kFaceAt.y * h, kFaceAt.w * w, shown_.height * h};
    const auto at = [&](float across, float down) {
      return Point{box.x + across * box.w, box.y + (0.3f + 0.45f * down) * box.h};
    };
    const Landmarks points{at(0.3f, 0), at(0.7f, 0), at(0.5f, shown_.nose), at(0.35f, 1),
                           at(0.65f, 1)};
    return {{.box = box, .confidence = 0.9f, .landmarks = points}};
  }

 private:
  const Shown& shown_;
  std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(64 * 36 * 3);
};

/// Tells an expression by how bright the mouth is: its number times 30.
class MouthReader : public Classifier {
 public:
  CropSpec crop(const Detection& face) const override { return {face.box.center(), face.box.h, 0}; }
  Canvas canvas(std::size_t slot) override {
    while (crops_.size() <= slot) crops_.emplace_back(kSide * kSide);
    return {crops_[slot].data(), kSide, kSide, kSide, PixelFormat::gray};
  }
  void classify(std::span<Expression> out) override {
    for (std::size_t slot = 0; slot < out.size(); ++slot) {
      const int mouth = crops_[slot][kSide * 3 / 4 * kSide + kSide / 2];
      out[slot] = {.label = static_cast<Emotion>(mouth / 30), .confidence = 1};
    }
  }

 private:
  static constexpr int kSide = 64;
  std::vector<std::vector<std::uint8_t>> crops_;
};

class TwoStreams : public testing::Test {
 protected:
  explicit TwoStreams(float height = kFaceAt.h) : shown_{.height = height} {}

  /// Two eyes, and a mouth that tells `label`; soft: out of focus.
  static void draw(video::StoredPicture& picture, Emotion label, bool soft = false) {
    const double w = picture.frame().width, h = picture.frame().height;
    picture.draw([&](double x, double y) {
      const double across = (x / w - kFaceAt.x) / kFaceAt.w;
      const double down = (y / h - kFaceAt.y) / kFaceAt.h;
      if (soft) return 120.0;
      if (std::abs(down - 0.75) < 0.12) return 30.0 * static_cast<int>(label) + 15;
      const bool eye = std::abs(down - 0.3) < 0.1 && std::abs(std::abs(across - 0.5) - 0.15) < 0.1;
      return eye ? 20.0 : 120.0;
    });
  }

  /// The next sight, 0.2 s later, of a face as the small picture shows it.
  Face see(Emotion small, bool soft = false) {
    demand_.cut(Cut::coarse);
    draw(small_, small, soft);
    return process(small_.frame());
  }
  /// The same beside a keyframe of the large stream.
  Face see(Emotion small, Emotion large) {
    demand_.cut(Cut::sharp);
    draw(small_, small);
    draw(large_, large);
    return process(large_.frame());
  }

  Shown shown_;

 private:
  Face process(Frame& cut) {
    small_.frame().info.seconds = cut.info.seconds = 0.2 * ++seen_;
    StageTimes times;
    FrameResult result;
    chain_.process(small_.frame(), cut, RunConfig().width, masks_, demand_, result, times);
    EXPECT_EQ(result.faces.size(), 1u);
    return result.faces.at(0);
  }
  OwnStages stages() const {
    OwnStages own;
    own.detector = {.make = [this](int) { return std::make_unique<OneFace>(shown_); }};
    own.classifier = {.make = [] { return std::make_unique<MouthReader>(); }};
    return own;
  }

  int seen_ = 0;
  const Masks masks_;
  video::StoredPicture small_{kSmallWidth, kSmallHeight},
      large_{kTimesAsLarge * kSmallWidth, kTimesAsLarge*kSmallHeight};
  Models models_{RunConfig(), {}, 1, stages()};
  FrameChain chain_{models_};
  Demand demand_{
      {.read = OnDemand::automatic, .search = OnDemand::off, .decode = OnDemand::automatic}};
};

TEST_F(TwoStreams, TheKeyframesReadingStandsWhileTheFaceLooksAsItDid) {
  EXPECT_EQ(see(Emotion::neutral).expression.label, Emotion::neutral) << "before the first one";
  const Face sharp = see(Emotion::neutral, Emotion::surprise);
  EXPECT_EQ(sharp.expression.label, Emotion::surprise) << "what the large picture shows";
  EXPECT_FALSE(sharp.kept);
  for (int i = 0; i < 5; ++i) {
    const Face face = see(Emotion::neutral);
    EXPECT_EQ(face.expression.label, Emotion::surprise) << i;
    EXPECT_TRUE(face.kept);
    EXPECT_EQ(face.quality.sharpness, sharp.quality.sharpness) << "of what was read";
  }
}

TEST_F(TwoStreams, AnExpressionThatChangesBetweenKeyframesIsSeen) {
  see(Emotion::neutral, Emotion::neutral);
  EXPECT_EQ(see(Emotion::neutral).expression.label, Emotion::neutral);
  const Face changed = see(Emotion::fear);
  EXPECT_EQ(changed.expression.label, Emotion::fear);
  EXPECT_FALSE(changed.kept);
  EXPECT_EQ(see(Emotion::fear).expression.label, Emotion::fear);
  const Face back = see(Emotion::neutral);
  EXPECT_EQ(back.expression.label, Emotion::neutral);
  EXPECT_TRUE(back.kept) << "as the keyframe showed it";
  EXPECT_EQ(see(Emotion::fear, Emotion::sadness).expression.label, Emotion::sadness);
  EXPECT_EQ(see(Emotion::fear).expression.label, Emotion::sadness) << "the newest one's holds";
}

TEST_F(TwoStreams, WhatTheSmallPictureCannotShowIsAsTheKeyframeShowedIt) {
  see(Emotion::neutral, Emotion::neutral);
  const Face face = see(Emotion::fear, true);
  EXPECT_EQ(face.expression.label, Emotion::neutral);
  EXPECT_EQ(face.expression.doubt, Doubt::none);
  EXPECT_TRUE(face.kept);
}

// Attention is counted by it.
TEST_F(TwoStreams, AFaceThatTurnsBetweenKeyframesIsTurned) {
  const Face sharp = see(Emotion::neutral, Emotion::neutral);
  EXPECT_NEAR(sharp.quality.pitch, 0, 1e-3);
  shown_.nose = kHalfDown;
  for (const bool soft : {false, true}) {
    const Face face = see(Emotion::neutral, soft);
    EXPECT_TRUE(face.kept) << soft;
    EXPECT_NEAR(face.quality.pitch, 0.5, 1e-3) << soft;
    EXPECT_EQ(face.quality.sharpness, sharp.quality.sharpness) << "of what was read";
  }
}

class SmallFaces : public TwoStreams {
 protected:
  SmallFaces() : TwoStreams(20.f / kSmallHeight) {}  // too few rows to be read
};

TEST_F(SmallFaces, KeepWhatAKeyframeShowed) {
  const Expression unread = see(Emotion::fear).expression;
  EXPECT_EQ(unread.doubt, Doubt::too_small);
  EXPECT_TRUE(std::isnan(unread.valence)) << "not computed";
  EXPECT_TRUE(std::isnan(unread.arousal));
  const Face sharp = see(Emotion::neutral, Emotion::neutral);
  EXPECT_EQ(sharp.expression.doubt, Doubt::none) << "on the large picture it is not";
  const Face face = see(Emotion::fear);
  EXPECT_EQ(face.expression.label, sharp.expression.label);
  EXPECT_EQ(face.expression.doubt, Doubt::none);
  EXPECT_TRUE(face.kept);
}

TEST_F(SmallFaces, ThatTurnBetweenKeyframesAreTurned) {
  const Face sharp = see(Emotion::neutral, Emotion::neutral);
  shown_.nose = kHalfDown;
  const Face face = see(Emotion::neutral);
  EXPECT_TRUE(face.kept);
  EXPECT_NEAR(face.quality.pitch, 0.5, 1e-3);
  EXPECT_EQ(face.quality.sharpness, sharp.quality.sharpness) << "of what was read";
}

}  // namespace
}  // namespace mien::chain
