// SCRFD and YOLO-face by hand-made tensors; tests/app/own_models_test.py compares them with
// decoders in NumPy on real inferences.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "face/scrfd.h"
#include "face/yolo_face.h"

namespace mien::face {
namespace {

constexpr InputSize kSize{64, 32};

/// Outputs by position, as an export of any names has them.
class Outputs final : public infer::InferRequest {
 public:
  Canvas input(std::size_t) override { return {}; }
  void infer() override {}
  infer::Output output(std::string_view) const override { return {}; }
  infer::Output output(std::size_t i) const override { return {shapes[i], values[i]}; }
  bool has_output(std::string_view) const override { return false; }
  std::size_t outputs() const override { return shapes.size(); }

  void add(std::vector<std::size_t> shape) {
    std::size_t size = 1;
    for (const std::size_t side : shape) size *= side;
    shapes.push_back(std::move(shape));
    values.emplace_back(size);
  }
  std::vector<std::vector<std::size_t>> shapes;
  std::vector<std::vector<float>> values;
};

Outputs scrfd_outputs(bool landmarks) {
  Outputs outputs;  // in an order of its own: the head looks at shapes
  for (const std::size_t cells : {2, 32, 8}) {
    outputs.add({2 * cells, 4});
    outputs.add({2 * cells, 1});
    if (landmarks) outputs.add({2 * cells, 10});
  }
  return outputs;
}

TEST(Scrfd, AFaceLandsWhereTheTensorsSay) {
  Outputs outputs = scrfd_outputs(true);
  // Stride 16 is the third of each: 4 × 2 cells, 2 anchors. Cell (3, 1), second anchor: row 15.
  outputs.values[7][15] = 0.9f;
  const float reach[] = {1, 0.5f, 2, 0.25f};
  std::copy(std::begin(reach), std::end(reach), &outputs.values[6][15 * 4]);
  outputs.values[8][15 * 10 + 8] = -1;
  std::vector<Detection> faces;
  for (const ScrfdGrid& grid : scrfd_grids(outputs, kSize)) decode_scrfd(grid, kSize, 0.5f, faces);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].confidence, 0.9f);
  EXPECT_FLOAT_EQ(faces[0].box.x, 48 - 16);
  EXPECT_FLOAT_EQ(faces[0].box.y, 16 - 8);
  EXPECT_FLOAT_EQ(faces[0].box.w, 48);
  EXPECT_FLOAT_EQ(faces[0].box.h, 12);
  ASSERT_TRUE(faces[0].landmarks);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[4].x, 48 - 16);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[4].y, 16);
}

TEST(Scrfd, WithoutLandmarksThereAreNone) {
  Outputs outputs = scrfd_outputs(false);
  outputs.values[1][0] = 0.6f;
  std::vector<Detection> faces;
  for (const ScrfdGrid& grid : scrfd_grids(outputs, kSize)) decode_scrfd(grid, kSize, 0.5f, faces);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FALSE(faces[0].landmarks);
}

TEST(Scrfd, OutputsOfAnotherCanvasAreAnErrorOfTheModel) {
  const Outputs outputs = scrfd_outputs(true);
  EXPECT_THROW(scrfd_grids(outputs, {96, 96}), Error);
  Outputs fewer = outputs;
  fewer.shapes.pop_back();
  EXPECT_THROW(scrfd_grids(fewer, kSize), Error);
}

TEST(Scrfd, WhatIsNoNumberIsNoFace) {
  Outputs outputs = scrfd_outputs(true);
  outputs.values[1][0] = NAN;
  std::vector<Detection> faces;
  for (const ScrfdGrid& grid : scrfd_grids(outputs, kSize)) decode_scrfd(grid, kSize, 0.5f, faces);
  EXPECT_TRUE(faces.empty());
}

std::vector<Detection> decoded(std::vector<std::size_t> shape, const std::vector<float>& values) {
  std::vector<Detection> faces;
  decode_yolo(yolo_rows({std::move(shape), values}), 0.5f, faces);
  return faces;
}

TEST(YoloFace, Version5HasTwoFactorsOfConfidence) {
  std::vector<float> rows(20 * 16);
  float* row = &rows[3 * 16];
  row[0] = 30, row[1] = 20, row[2] = 10, row[3] = 12, row[4] = 0.9f, row[15] = 0.8f;
  row[5] = 27, row[14] = 24;
  const auto faces = decoded({1, 20, 16}, rows);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_NEAR(faces[0].confidence, 0.72f, 1e-6);
  EXPECT_FLOAT_EQ(faces[0].box.x, 25);
  EXPECT_FLOAT_EQ(faces[0].box.y, 14);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[0].x, 27);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[4].y, 24);
}

TEST(YoloFace, Version8HasTheValuesOfACandidateApart) {
  constexpr std::size_t kRows = 30;
  std::vector<float> rows(20 * kRows);
  const auto at = [&](std::size_t value) -> float& { return rows[value * kRows + 7]; };
  at(0) = 30, at(1) = 20, at(2) = 10, at(3) = 12, at(4) = 0.7f;
  at(8) = 33, at(9) = 18;
  const auto faces = decoded({1, 20, kRows}, rows);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].box.h, 12);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[1].x, 33);
  EXPECT_FLOAT_EQ((*faces[0].landmarks)[1].y, 18);
}

TEST(YoloFace, AnotherShapeIsAnErrorOfTheModelThatSaysWhichAreRead) {
  const std::vector<float> values(1 * 80 * 40 * 40);
  try {
    yolo_rows({{1, 80, 40, 40}, values});
    FAIL() << "a grid outside the model went through";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_NE(std::string(error.what()).find("1 × 80 × 40 × 40"), std::string::npos);
  }
  EXPECT_THROW(yolo_rows({{1, 100, 7}, values}), Error);
}

}  // namespace
}  // namespace mien::face
