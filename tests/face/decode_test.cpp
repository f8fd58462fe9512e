#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "face/centerface.h"
#include "face/retinaface.h"
#include "face/yunet.h"

namespace mien::face {
namespace {

/// A tensor with memory of its own, to be changed at will.
struct Tensor {
  explicit Tensor(std::size_t size, float value = 0) : values(size, value) {}
  operator infer::Output() const {
    return {{values.size()}, values};
  }  // NOLINT(google-explicit-constructor)
  float& operator[](std::size_t i) { return values[i]; }
  void randomise(std::mt19937& random) {
    std::uniform_real_distribution<float> value(-6, 6);
    const float odd[] = {NAN, INFINITY, -INFINITY, 1e30f};
    for (float& v : values) v = random() % 20 == 0 ? odd[random() % 4] : value(random);
  }
  std::vector<float> values;
};

constexpr InputSize kSize{64, 32};

void expect_box(const Box& box, float x, float y, float w, float h) {
  EXPECT_NEAR(box.x, x, 1e-4);
  EXPECT_NEAR(box.y, y, 1e-4);
  EXPECT_NEAR(box.w, w, 1e-4);
  EXPECT_NEAR(box.h, h, 1e-4);
}

void expect_point(const Point& point, float x, float y) {
  EXPECT_NEAR(point.x, x, 1e-4);
  EXPECT_NEAR(point.y, y, 1e-4);
}

TEST(RetinaFacePriors, FollowTheOrderOfTheNetworksOutputs) {
  const auto priors = retinaface_priors(kSize);
  ASSERT_EQ(priors.size(), 2u * (8 * 4 + 4 * 2 + 2 * 1));
  EXPECT_FLOAT_EQ(priors[0].x, 4);
  EXPECT_FLOAT_EQ(priors[0].side, 16);
  EXPECT_FLOAT_EQ(priors[1].side, 32);
  EXPECT_FLOAT_EQ(priors[2].x, 12);   // along the row first
  EXPECT_FLOAT_EQ(priors[16].y, 12);  // then down
  EXPECT_FLOAT_EQ(priors[64].x, 8);   // then the next grid
  EXPECT_FLOAT_EQ(priors[64].side, 64);
  EXPECT_FLOAT_EQ(priors.back().x, 48);
  EXPECT_FLOAT_EQ(priors.back().side, 512);
}

struct RetinaFaceTensors {
  std::vector<Prior> priors = retinaface_priors(kSize);
  Tensor boxes{priors.size() * 4}, scores{priors.size() * 2}, landmarks{priors.size() * 10};
  std::vector<Detection> decode(float threshold) const {
    std::vector<Detection> faces;
    decode_retinaface({boxes, scores, landmarks}, priors, threshold, faces);
    return faces;
  }
};

TEST(RetinaFace, AFaceLandsWhereTheTensorsSay) {
  RetinaFaceTensors t;
  t.scores[3 * 2] = 0.1f;  // prior 3: centre (12, 4), side 32
  t.scores[3 * 2 + 1] = 0.9f;
  t.boxes[3 * 4] = 2;                          // centre x 12 + 2 · 0.1 · 32 = 18.4
  t.boxes[3 * 4 + 1] = -1;                     // centre y 4 − 3.2 = 0.8
  t.boxes[3 * 4 + 3] = std::log(2.0f) / 0.2f;  // twice as high
  t.landmarks[3 * 10] = 1;                     // eye on the left: x 12 + 3.2
  t.landmarks[3 * 10 + 9] = 2;                 // mouth on the right: y 4 + 6.4
  t.scores[5 * 2 + 1] = 0.4f;                  // below the threshold
  const auto faces = t.decode(0.5f);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].confidence, 0.9f);
  expect_box(faces[0].box, 2.4f, -31.2f, 32, 64);
  expect_point((*faces[0].landmarks)[0], 15.2f, 4);
  expect_point((*faces[0].landmarks)[4], 12, 10.4f);
}

TEST(RetinaFace, ATensorOfAnotherSizeIsAnErrorOfTheModel) {
  RetinaFaceTensors t;
  t.boxes.values.pop_back();
  try {
    t.decode(0.5f);
    FAIL() << "wrong size went through";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_NE(std::string(error.what()).find("loc"), std::string::npos);
  }
}

struct CenterFaceTensors {
  static constexpr std::size_t kCells = 16 * 8;
  Tensor heat{kCells}, sizes{kCells * 2}, offsets{kCells * 2}, landmarks{kCells * 10};
  std::vector<Detection> decode(float threshold) const {
    std::vector<Detection> faces;
    decode_centerface({heat, sizes, offsets, landmarks}, kSize, threshold, faces);
    return faces;
  }
};

TEST(CenterFace, AFaceLandsWhereTheTensorsSay) {
  CenterFaceTensors t;
  constexpr std::size_t kCell = 3 * 16 + 5, kPlane = CenterFaceTensors::kCells;
  t.heat[kCell] = 0.8f;
  t.sizes[kCell] = std::log(4.0f);           // height 16
  t.sizes[kPlane + kCell] = std::log(3.0f);  // width 12
  t.offsets[kCell] = 0.25f;                  // centre y (3 + 0.5 + 0.25) · 4 = 15
  t.offsets[kPlane + kCell] = -0.5f;         // centre x 20
  t.landmarks[kCell] = 0.25f;                // eye on the left: y 7 + 4
  t.landmarks[kPlane + kCell] = 0.5f;        // x 14 + 6
  const auto faces = t.decode(0.5f);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].confidence, 0.8f);
  expect_box(faces[0].box, 14, 7, 12, 16);
  expect_point((*faces[0].landmarks)[0], 20, 11);
  expect_point((*faces[0].landmarks)[1], 14, 7);
}

TEST(CenterFace, ATensorOfAnotherSizeIsAnErrorOfTheModel) {
  CenterFaceTensors t;
  t.landmarks.values.resize(8 * CenterFaceTensors::kCells);
  EXPECT_THROW(t.decode(0.5f), Error);
}

struct YuNetTensors {
  static constexpr std::size_t kCells = 8 * 4;  // stride 8
  Tensor classes{kCells}, objects{kCells}, boxes{kCells * 4}, landmarks{kCells * 10};
  std::vector<Detection> decode(float threshold) const {
    std::vector<Detection> faces;
    decode_yunet({8, classes, objects, boxes, landmarks}, kSize, threshold, faces);
    return faces;
  }
};

TEST(YuNet, AFaceLandsWhereTheTensorsSay) {
  YuNetTensors t;
  constexpr std::size_t kCell = 2 * 8 + 3;
  t.classes[kCell] = 0.9f;
  t.objects[kCell] = 0.4f;                  // confidence 0.6
  t.boxes[kCell * 4] = 0.5f;                // centre x 28
  t.boxes[kCell * 4 + 1] = 1;               // centre y 24
  t.boxes[kCell * 4 + 2] = std::log(2.0f);  // width 16, height 8
  t.landmarks[kCell * 10] = -1;             // eye on the left: x 16
  t.landmarks[kCell * 10 + 9] = 1.5f;       // mouth on the right: y 28
  const auto faces = t.decode(0.59f);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_NEAR(faces[0].confidence, 0.6f, 1e-6);
  expect_box(faces[0].box, 20, 20, 16, 8);
  expect_point((*faces[0].landmarks)[0], 16, 16);
  expect_point((*faces[0].landmarks)[4], 24, 28);
  EXPECT_TRUE(t.decode(0.61f).empty());
}

TEST(YuNet, ScoresBeyondTheirRangeDoNotMakeMoreThanCertain) {
  YuNetTensors t;
  t.classes[0] = 4;
  t.objects[0] = 1;
  t.objects[1] = -1;
  t.classes[1] = -1;  // the product of two negatives is no face
  const auto faces = t.decode(0.5f);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].confidence, 1);
}

TEST(YuNet, ATensorOfAnotherSizeIsAnErrorOfTheModel) {
  YuNetTensors t;
  t.objects.values.clear();
  EXPECT_THROW(t.decode(0.5f), Error);
}

TEST(AllDecoders, GarbageNeverCrashesNorPassesTheThresholdAsNaN) {
  std::mt19937 random(11);
  for (int round = 0; round < 100; ++round) {
    RetinaFaceTensors r;
    CenterFaceTensors c;
    YuNetTensors y;
    for (Tensor* t : {&r.boxes, &r.scores, &r.landmarks, &c.heat, &c.sizes, &c.offsets,
                      &c.landmarks, &y.classes, &y.objects, &y.boxes, &y.landmarks}) {
      t->randomise(random);
    }
    for (const auto& faces : {r.decode(0.3f), c.decode(0.3f), y.decode(0.3f)}) {
      for (const Detection& face : faces) EXPECT_GE(face.confidence, 0.3f - 1e-6f);
    }
  }
}

}  // namespace
}  // namespace mien::face
