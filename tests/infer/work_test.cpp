// A roofline with miscounted operations would send an engineer to the wrong wall.
#include "infer/work.h"

#include <cstdlib>

#include "infer/engine.h"
#include "infer/models.h"
#include "scratch.h"

namespace mien::infer {
namespace {

TEST(Work, CountsTwoOperationsAMultiplyAdd) {
  // 3×3, 16 → 32 channels, 20 × 10 results.
  EXPECT_EQ(work_of({"Convolution", {1, 16, 20, 10}, {32, 16, 3, 3}, {1, 32, 20, 10}}).flops,
            2.0 * 32 * 20 * 10 * 16 * 9);
  // Depthwise: each channel has one filter.
  EXPECT_EQ(work_of({"GroupConvolution", {1, 16, 20, 10}, {16, 1, 1, 3, 3}, {1, 16, 20, 10}}).flops,
            2.0 * 16 * 20 * 10 * 9);
  EXPECT_EQ(work_of({"ConvolutionBackpropData", {1, 8, 5, 5}, {8, 4, 2, 2}, {1, 4, 10, 10}}).flops,
            2.0 * 8 * 25 * 4 * 4);
  EXPECT_EQ(work_of({"GroupConvolutionBackpropData", {1, 8, 5, 5}, {8, 1, 1, 2, 2}, {1, 8, 10, 10}})
                .flops,
            2.0 * 8 * 25 * 4);
  EXPECT_EQ(work_of({"MatMul", {7, 64}, {64, 8}, {7, 8}}).flops, 2.0 * 7 * 64 * 8);
  EXPECT_EQ(work_of({"MatMul", {64, 7}, {64, 8}, {7, 8}, true}).flops, 2.0 * 7 * 64 * 8);
}

// In f32 two operands and a result of 4 bytes each; half of that in bf16; int8 layers may give f32.
TEST(Work, BytesGoByThePrecisionOfTheLayer) {
  LayerShape layer{"MatMul", {7, 64}, {64, 8}, {7, 8}};
  const double operands = 7 * 64 + 64 * 8, results = 7 * 8;
  EXPECT_EQ(work_of(layer).bytes, 4 * (operands + results));
  layer.data_bytes = layer.weight_bytes = layer.output_bytes = element_bytes("BF16", 4);
  EXPECT_EQ(work_of(layer).bytes, 2 * (operands + results));
  layer.data_bytes = layer.weight_bytes = element_bytes("u8", 4);
  layer.output_bytes = element_bytes("FP32", 2);
  EXPECT_EQ(work_of(layer).bytes, operands + 4 * results);
  EXPECT_EQ(element_bytes("undefined", 4), 4);
}

TEST(Work, CountsNothingElse) {
  EXPECT_EQ(work_of({"Relu", {1, 16, 20, 10}, {}, {1, 16, 20, 10}}).flops, 0);
  EXPECT_EQ(work_of({"Convolution", {}, {}, {}}).flops, 0);
  EXPECT_EQ(work_of({"MatMul", {}, {}, {}}).bytes, 0);
}

TEST(Work, SumsLayersAndTheirBytes) {
  const LayerShape layers[] = {{"MatMul", {1, 10}, {10, 5}, {1, 5}},
                               {"Relu", {1, 5}, {}, {1, 5}},
                               {"MatMul", {1, 5}, {5, 2}, {1, 2}}};
  const NetworkWork work = work_of(layers);
  EXPECT_EQ(work.flops, 2.0 * (50 + 10));
  EXPECT_EQ(work.bytes, 4.0 * (10 + 50 + 5 + 5 + 10 + 2));
}

// Operations grow with the picture's area, and the batch multiplies them.
TEST(Work, OfARealNetworkFollowsItsSize) {
  const char* dir = std::getenv("MIEN_MODELS_DIR");
  if (dir == nullptr) GTEST_SKIP() << "MIEN_MODELS_DIR names no model cache";
  const ModelStore store(std::filesystem::path(MIEN_SOURCE_DIR) / "models/manifest.yaml", dir);
  const ModelEntry& entry = store.find("retinaface");
  if (store.verify(entry) != ModelStore::State::ok)
    GTEST_SKIP() << "retinaface is not in the cache";
  const auto flops = [&](int width, int height, int batch) {
    NetworkSpec spec;
    spec.model = store.locate(entry);
    spec.name = "retinaface";
    spec.width = width;
    spec.height = height;
    spec.batch = batch;
    spec.mean = entry.mean;
    spec.scale = entry.scale;
    return make_engine(1, {})->compile(spec)->work().flops;
  };
  const double small = flops(320, 192, 1);
  EXPECT_GT(small, 1e8);
  EXPECT_LT(small, 1e9);
  EXPECT_NEAR(flops(640, 384, 1) / small, 4, 0.01);
  EXPECT_NEAR(flops(320, 192, 2) / small, 2, 0.01);
}

}  // namespace
}  // namespace mien::infer
