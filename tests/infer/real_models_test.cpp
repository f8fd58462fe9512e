// The networks that mien ships with, as the detectors and the classifier meet them. Needs
// MIEN_MODELS_DIR.
#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>

#include "base/clock.h"
#include "infer/engine.h"
#include "infer/models.h"
#include "scratch.h"

namespace mien::infer {
namespace {

class RealModels : public testing::Test {
 protected:
  void SetUp() override {
    const char* dir = std::getenv("MIEN_MODELS_DIR");
    if (dir == nullptr) GTEST_SKIP() << "MIEN_MODELS_DIR names no model cache";
    store = std::make_unique<ModelStore>(
        std::filesystem::path(MIEN_SOURCE_DIR) / "models/manifest.yaml", dir);
  }

  // The entry's network at the size, or at its own.
  std::unique_ptr<InferRequest> load(const std::string& name, int width, int height,
                                     int batch = 1) {
    const ModelEntry& entry = store->find(name);
    if (store->verify(entry) != ModelStore::State::ok) return nullptr;
    return make_engine(1, {})
        ->compile({store->locate(entry), name, width, height, batch, entry.format, entry.mean,
                   entry.scale, Precision::f32})
        ->request();
  }

  std::unique_ptr<ModelStore> store;
};

void expect_finite(const Output& output) {
  for (const float value : output.data) ASSERT_TRUE(std::isfinite(value));
}

TEST_F(RealModels, RetinaFaceGivesItsThreeHeads) {
  const auto request = load("retinaface", 640, 384);
  if (!request) GTEST_SKIP() << "retinaface is not in the cache";
  request->infer();
  // Two anchors per cell at strides 8, 16 and 32.
  const std::size_t anchors = 2 * (80 * 48 + 40 * 24 + 20 * 12);
  EXPECT_EQ(request->output("loc").shape, (std::vector<std::size_t>{1, anchors, 4}));
  EXPECT_EQ(request->output("conf").shape, (std::vector<std::size_t>{1, anchors, 2}));
  EXPECT_EQ(request->output("landmarks").shape, (std::vector<std::size_t>{1, anchors, 10}));
  expect_finite(request->output("conf"));
}

TEST_F(RealModels, CenterFaceIsFreedFromItsFixedInput) {
  const auto request = load("centerface", 640, 384, 2);
  if (!request) GTEST_SKIP() << "centerface is not in the cache";
  request->infer();
  EXPECT_EQ(request->output("537").shape, (std::vector<std::size_t>{2, 1, 96, 160}));
  EXPECT_EQ(request->output("540").shape, (std::vector<std::size_t>{2, 10, 96, 160}));
}

TEST_F(RealModels, YuNetGivesTwelveHeads) {
  const auto request = load("yunet-n", 320, 192);
  if (!request) GTEST_SKIP() << "yunet-n is not in the cache";
  request->infer();
  for (const int stride : {8, 16, 32}) {
    const std::size_t cells = (320 / stride) * (192 / stride);
    for (const auto& [head, values] : {std::pair{"cls", 1}, {"obj", 1}, {"bbox", 4}, {"kps", 10}})
      EXPECT_EQ(request->output(fmt::format("{}_{}", head, stride)).shape,
                (std::vector<std::size_t>{1, cells, static_cast<std::size_t>(values)}));
  }
}

TEST_F(RealModels, ExpressionProbabilitiesSumToOneForEveryMemberOfABatch) {
  const auto request = load("fer", 64, 64, 3);
  if (!request) GTEST_SKIP() << "fer is not in the cache";
  for (std::size_t slot = 0; slot < 3; ++slot) {
    const Canvas canvas = request->input(slot);
    for (int i = 0; i < 64 * 64; ++i)
      canvas.data[i] = static_cast<std::uint8_t>(i * (slot + 1) % 251);
  }
  request->infer();
  const Output output = request->output(0);
  ASSERT_EQ(output.shape, (std::vector<std::size_t>{3, 7}));
  for (int slot = 0; slot < 3; ++slot) {
    const auto member = output.data.subspan(slot * 7, 7);
    EXPECT_NEAR(std::accumulate(member.begin(), member.end(), 0.f), 1, 1e-4);
  }
}

// The budget of CPUs and every figure of CPU time per stage rest on this.
TEST_F(RealModels, InferenceWorksOnTheCallingThreadAlone) {
  const auto request = load("fer", 64, 64);
  if (!request) GTEST_SKIP() << "fer is not in the cache";
  request->infer();
  const double thread = thread_cpu_ms(), process = process_cpu_ms();
  while (thread_cpu_ms() - thread < 200) request->infer();
  EXPECT_GT((thread_cpu_ms() - thread) / (process_cpu_ms() - process), 0.9);
}

}  // namespace
}  // namespace mien::infer
