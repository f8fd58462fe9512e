#ifdef MIEN_WITH_DLIB

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "dlib_photo.h"
#include "face/dlib_detectors.h"
#include "fake_engine.h"

namespace mien::face {
namespace {

using testing::fill;
using testing::Photo;

std::unique_ptr<DetectorModel> load(const std::filesystem::path& models, int width,
                                    int upsample = 0) {
  testing::FakeEngine engine([](int, int) { return testing::Tensors(); });
  const infer::ModelStore store(MIEN_SOURCE_DIR "/models/manifest.yaml", models);
  return load_mmod({.name = "mmod", .width = width, .upsample = upsample}, engine, store);
}

TEST(Mmod, MissingWeightsAreNamedWithTheWayToGetThem) {
  try {
    load("/nonexistent", 640);
    FAIL() << "there are no weights";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_NE(std::string(error.what()).find("pull"), std::string::npos) << error.what();
  }
}

TEST(Mmod, RefusesSizesThatWouldEatTheMemory) {
  EXPECT_THROW(load("/nonexistent", 100000), Error);
  EXPECT_THROW(load("/nonexistent", 2048, 2), Error);
}

class MmodOnPhoto : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto weights = testing::cached("mmod_human_face_detector.dat");
    const auto file = testing::cached("multi_face.jpg");
    if (!weights || !file) {
      GTEST_SKIP() << "set MIEN_MODELS_DIR to a model cache with mmod and multi_face.jpg";
    }
    models_ = weights->parent_path();
    photo_ = testing::load_photo(*file, 0.5);
  }
  std::vector<Detection> faces(Detector& detector) const {
    const Canvas canvas =
        detector.canvas(static_cast<int>(photo_.nc()), static_cast<int>(photo_.nr()));
    EXPECT_EQ(canvas.format, PixelFormat::rgb);
    return detector.detect(fill(canvas, photo_));
  }
  std::filesystem::path models_;
  Photo photo_;
};

TEST_F(MmodOnPhoto, SeesThePeople) {
  const auto model = load(models_, 640);
  EXPECT_EQ(model->info().precision, "native");
  EXPECT_EQ(model->info().sha256.size(), 64u);
  const auto detector = model->make();
  const auto found = faces(*detector);
  EXPECT_GE(found.size(), 3u);
  for (const Detection& face : found) {
    EXPECT_GE(face.confidence, 0.5f);
    EXPECT_GE(face.box.x, 0);
    EXPECT_LE(face.box.bottom(), static_cast<float>(photo_.nr()));
  }
  // The smallest window is 80 canvas pixels: half the width shows nobody, doubled again all.
  EXPECT_TRUE(faces(*load(models_, 320)->make()).empty());
  EXPECT_GE(faces(*load(models_, 320, 1)->make()).size(), 3u);
}

TEST_F(MmodOnPhoto, WorkersDoNotDisturbOneAnother) {
  const auto model = load(models_, 640);
  const auto first = model->make(), second = model->make();
  std::vector<Detection> one, other;
  std::thread worker([&] { one = faces(*first); });
  other = faces(*second);
  worker.join();
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].confidence, other[i].confidence);
}

}  // namespace
}  // namespace mien::face

#endif
