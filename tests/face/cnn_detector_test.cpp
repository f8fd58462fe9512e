#include "face/cnn_detector.h"

#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "face/centerface.h"
#include "fake_engine.h"

namespace mien::face {
namespace {

using testing::FakeEngine;
using testing::Tensors;

/// CenterFace's tensors with faces of 32 × 32 canvas pixels at these cells of the heat map, in
/// falling confidence.
testing::Answer faces_at(std::vector<std::pair<int, int>> cells) {
  return [cells](int width, int height) {
    const int columns = width / 4;
    const auto plane = static_cast<std::size_t>(columns * (height / 4));
    Tensors tensors{{"537", std::vector<float>(plane)},
                    {"538", std::vector<float>(plane * 2, std::log(8.0f))},
                    {"539", std::vector<float>(plane * 2)},
                    {"540", std::vector<float>(plane * 10, 0.5f)}};
    float confidence = 0.95f;
    for (const auto& [column, row] : cells) {
      tensors["537"][static_cast<std::size_t>(row * columns + column)] = confidence;
      confidence -= 0.05f;
    }
    return tensors;
  };
}

std::unique_ptr<DetectorModel> model_on(infer::Engine& engine, int width = 640) {
  CnnSetup setup;
  setup.info.name = "centerface";
  setup.info.width = width;
  setup.min_confidence = 0.5f;
  return make_cnn(centerface(), setup, engine);
}

Letterbox fitted(int frame_width, int frame_height, int longest) {
  const float scale =
      static_cast<float>(std::max(frame_width, frame_height)) / static_cast<float>(longest);
  return {scale,
          scale,
          static_cast<int>(static_cast<float>(frame_width) / scale),
          static_cast<int>(static_cast<float>(frame_height) / scale),
          frame_width,
          frame_height};
}

TEST(InputSize, HoldsThePictureAtTheChosenLongestSide) {
  EXPECT_EQ(input_size(1920, 1080, 640), (InputSize{640, 384}));
  EXPECT_EQ(input_size(1080, 1920, 640), (InputSize{384, 640}));
  EXPECT_EQ(input_size(640, 480, 640), (InputSize{640, 480}));
  EXPECT_EQ(input_size(500, 500, 1280), (InputSize{1280, 1280}));
  EXPECT_EQ(input_size(1, 1, 320), (InputSize{320, 320}));
}

TEST(InputSize, ExtremeAspectsStayWithinBounds) {
  EXPECT_EQ(input_size(100000, 1, 640), (InputSize{640, 32}));
  EXPECT_EQ(input_size(1, INT32_MAX, 640), (InputSize{32, 640}));
  EXPECT_THROW(input_size(0, 100, 640), Error);
  EXPECT_THROW(input_size(100, -1, 640), Error);
}

TEST(CnnDetector, FacesComeInSourcePixels) {
  FakeEngine engine(faces_at({{80, 40}}));
  const auto detector = model_on(engine)->make();
  const Canvas canvas = detector->canvas(1920, 1080);
  EXPECT_EQ(canvas.width, 640);
  EXPECT_EQ(canvas.height, 384);
  const auto faces = detector->detect(fitted(1920, 1080, 640));
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_NEAR(faces[0].box.center().x, 322 * 3, 0.01);
  EXPECT_NEAR(faces[0].box.center().y, 162 * 3, 0.01);
  EXPECT_NEAR(faces[0].box.w, 96, 0.01);
  EXPECT_NEAR((*faces[0].landmarks)[0].x, 322 * 3, 0.01);
}

TEST(CnnDetector, FacesEndAtThePictureAndThePaddingHasNone) {
  FakeEngine engine(faces_at({{0, 0}, {80, 88}, {20, 95}, {159, 40}}));
  const auto detector = model_on(engine)->make();
  detector->canvas(640, 360);
  const auto faces = detector->detect(fitted(640, 360, 640));
  ASSERT_EQ(faces.size(), 3u);  // the third lies in the padding alone, the second partly
  for (const Detection& face : faces) {
    EXPECT_GE(face.box.x, 0);
    EXPECT_GE(face.box.y, 0);
    EXPECT_LE(face.box.right(), 640);
    EXPECT_LE(face.box.bottom(), 360);
  }
}

TEST(CnnDetector, MostConfidentFirst) {
  FakeEngine engine(faces_at({{100, 50}, {20, 20}, {60, 20}}));
  const auto detector = model_on(engine)->make();
  detector->canvas(640, 360);
  const auto faces = detector->detect(fitted(640, 360, 640));
  ASSERT_EQ(faces.size(), 3u);
  EXPECT_GT(faces[0].confidence, faces[1].confidence);
  EXPECT_GT(faces[1].confidence, faces[2].confidence);
}

TEST(CnnDetector, ALetterboxWithoutSenseGivesNoFaces) {
  FakeEngine engine(faces_at({{80, 40}}));
  const auto detector = model_on(engine)->make();
  detector->canvas(640, 360);
  EXPECT_TRUE(detector->detect({NAN, 1, 640, 360, 640, 360}).empty());
  EXPECT_TRUE(detector->detect({1, 1, -5, 360, 640, 360}).empty());
  EXPECT_TRUE(detector->detect({1, 1, 640, 360, 0, 0}).empty());
  EXPECT_TRUE(detector->detect({1, 1, 640, 360, -640, -360}).empty());
}

TEST(CnnDetector, DetectingBeforeThereIsACanvasIsAnError) {
  FakeEngine engine(faces_at({}));
  EXPECT_THROW(model_on(engine)->make()->detect({}), Error);
}

TEST(CnnDetector, AShapeIsCompiledOnceForAllWorkersAndComesBackFast) {
  FakeEngine engine(faces_at({}));
  const auto model = model_on(engine);
  const auto one = model->make(), other = model->make();
  one->canvas(1920, 1080);
  other->canvas(1280, 720);  // the same shape
  EXPECT_EQ(engine.compiled, 1);
  one->canvas(640, 480);
  one->canvas(1920, 1080);
  EXPECT_EQ(engine.compiled, 2);
  for (int height = 100; height < 600; height += 32)
    one->canvas(640, height);  // an album of odd pictures
  const int before = engine.compiled;
  one->canvas(640, 580);
  EXPECT_EQ(engine.compiled, before);
}

TEST(CnnDetector, WorkersMayStartAtTheSameTime) {
  FakeEngine engine(faces_at({{80, 40}}));
  const auto model = model_on(engine);
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&model] {
      const auto detector = model->make();
      for (int round = 0; round < 20; ++round) {
        detector->canvas(640, round % 2 == 0 ? 360 : 480);
        EXPECT_EQ(detector->detect(fitted(640, 360, 640)).size(), 1u);
      }
    });
  }
  workers.clear();
  EXPECT_EQ(engine.compiled, 2);
}

TEST(CnnDetector, OutlivesItsModel) {
  FakeEngine engine(faces_at({{80, 40}}));
  const auto detector = model_on(engine)->make();
  detector->canvas(640, 360);
  EXPECT_EQ(detector->detect(fitted(640, 360, 640)).size(), 1u);
}

}  // namespace
}  // namespace mien::face
