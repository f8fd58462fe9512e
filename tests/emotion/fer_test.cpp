// The shipped expression model, through the real store and engine.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "emotion/classifiers.h"

namespace mien::emotion {
namespace {

class Fer : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* dir = std::getenv("MIEN_MODELS_DIR");
    if (!dir) GTEST_SKIP() << "MIEN_MODELS_DIR is not set";
    const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
    store_ = std::make_unique<infer::ModelStore>(manifest, dir);
    engine_ = infer::make_engine(1, {});
    if (store_->verify(store_->find("fer")) != infer::ModelStore::State::ok) {
      GTEST_SKIP() << "the model fer is not in " << dir;
    }
  }

  std::unique_ptr<infer::ModelStore> store_;
  std::unique_ptr<infer::Engine> engine_;
};

/// A drawn face: a light oval, two dark eyes, a mouth like a bridge.
void draw_face(const Canvas& canvas) {
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const auto in_oval = [&](double cx, double cy, double rx, double ry) {
        return (x - cx) * (x - cx) / (rx * rx) + (y - cy) * (y - cy) / (ry * ry) < 1;
      };
      const bool mouth =
          std::abs(y - (50 - (x - 32) * (x - 32) / 24.0)) < 2 && std::abs(x - 32) < 13;
      const bool eye = in_oval(22, 25, 5, 3) || in_oval(42, 25, 5, 3);
      canvas.data[y * canvas.stride + x] =
          static_cast<std::uint8_t>(mouth                     ? 60
                                    : eye                     ? 40
                                    : in_oval(32, 32, 24, 30) ? 190
                                                              : 90);
    }
  }
}

TEST_F(Fer, ReadsADrawnFaceAsTheModelDoesElsewhere) {
  const auto classifier = load_classifier("fer", Precision::f32, *engine_, *store_)->make();
  const Canvas canvas = classifier->canvas(1);
  ASSERT_EQ(canvas.width, 64);
  ASSERT_EQ(canvas.height, 64);
  ASSERT_EQ(canvas.format, PixelFormat::gray);
  draw_face(classifier->canvas(0));
  draw_face(canvas);
  std::vector<Expression> expressions(2);
  classifier->classify(expressions);
  EXPECT_EQ(expressions[0].probabilities, expressions[1].probabilities);
  const auto& p = expressions[0].probabilities;
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-5);
  EXPECT_EQ(p[static_cast<std::size_t>(Emotion::contempt)], 0);  // a class it does not know
  // The same picture through the engine's Python interface: happiness 0.874, neutral 0.104 before
  // calibration. Fed wrongly (range, layout, class order) it would be something else.
  EXPECT_EQ(expressions[0].label, Emotion::happiness);
  EXPECT_GT(expressions[0].confidence, 0.6f);
  EXPECT_LT(expressions[0].confidence, 0.9f);
  EXPECT_GT(p[static_cast<std::size_t>(Emotion::neutral)], 0.09f);
}

TEST_F(Fer, MistakesAreNamed) {
  try {
    load_classifier("retinaface", Precision::f32, *engine_, *store_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("not an emotion model"), std::string::npos);
  }
  EXPECT_THROW(load_classifier("fear", Precision::f32, *engine_, *store_), Error);
}

}  // namespace
}  // namespace mien::emotion
