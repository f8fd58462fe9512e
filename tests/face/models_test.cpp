// The real networks on the real engine. Needs MIEN_MODELS_DIR (a model cache folder).
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "face/detectors.h"

namespace mien::face {
namespace {

const std::filesystem::path kManifest =
    std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";

class Models : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("MIEN_MODELS_DIR");
    if (folder == nullptr) GTEST_SKIP() << "MIEN_MODELS_DIR is not set";
    store_ = std::make_unique<infer::ModelStore>(kManifest, folder);
    if (store_->verify(store_->find(GetParam())) != infer::ModelStore::State::ok) {
      GTEST_SKIP() << GetParam() << " is not in " << folder;
    }
  }
  std::unique_ptr<DetectorModel> load(DetectorOptions options) {
    options.name = GetParam();
    return load_detector(options, *engine_, *store_);
  }

  std::unique_ptr<infer::ModelStore> store_;
  std::unique_ptr<infer::Engine> engine_ = infer::make_engine(1, {});
};

TEST_P(Models, SeesNoFaceInAPictureWithoutOneWhateverItsShape) {
  const auto model = load({.width = 320});
  EXPECT_EQ(model->info().name, GetParam());
  EXPECT_EQ(model->info().sha256.size(), 64u);
  const auto detector = model->make();
  for (const auto& [width, height] :
       {std::pair{1920, 1080}, {1080, 1920}, {640, 480}, {4000, 10}}) {
    const Canvas canvas = detector->canvas(width, height);
    ASSERT_NE(canvas.data, nullptr);
    EXPECT_EQ(canvas.width % 32, 0);
    EXPECT_EQ(canvas.height % 32, 0);
    for (int y = 0; y < canvas.height; ++y) {
      for (int x = 0; x < canvas.width * canvas.channels(); ++x) {
        canvas.data[y * canvas.stride + x] = static_cast<std::uint8_t>((x * 7 + y * 13) % 256);
      }
    }
    const float scale = static_cast<float>(std::max(width, height)) / 320;
    EXPECT_TRUE(
        detector->detect({scale, scale, canvas.width, canvas.height, width, height}).empty())
        << width << " x " << height;
  }
}

TEST_P(Models, TheSamePictureGivesTheSameFacesToEveryWorker) {
  const auto model = load({.width = 320, .min_confidence = 0.001});
  const auto one = model->make(), other = model->make();
  std::vector<Detection> faces[2];
  for (int i = 0; i < 2; ++i) {
    Detector& detector = i == 0 ? *one : *other;
    const Canvas canvas = detector.canvas(320, 256);
    std::uint32_t noise = 1;
    for (int k = 0; k < canvas.stride * canvas.height; ++k) {
      noise = noise * 1664525u + 1013904223u;
      canvas.data[k] = static_cast<std::uint8_t>(noise >> 24);
    }
    faces[i] = detector.detect({1, 1, 320, 256, 320, 256});
  }
  ASSERT_EQ(faces[0].size(), faces[1].size());
  for (std::size_t i = 0; i < faces[0].size(); ++i) {
    EXPECT_EQ(faces[0][i].box.x, faces[1][i].box.x);
    EXPECT_EQ(faces[0][i].confidence, faces[1][i].confidence);
  }
}

TEST_P(Models, ImpossibleOptionsAreWrongUsage) {
  const auto kind_of = [&](const DetectorOptions& options) {
    try {
      load(options);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::internal;
  };
  EXPECT_EQ(kind_of({.width = 650}), ErrorKind::usage);
  EXPECT_EQ(kind_of({.width = 0}), ErrorKind::usage);
  EXPECT_EQ(kind_of({.width = 1 << 20}), ErrorKind::usage);
  EXPECT_EQ(kind_of({.min_confidence = 1.5}), ErrorKind::usage);
  EXPECT_EQ(kind_of({.upsample = 1}), ErrorKind::usage);
}

// No detector has a quantised file: `--precision int8` is meant for the expression model.
TEST_P(Models, WithoutAFileInInt8TakeTheirUsualPrecision) {
  const auto said = [&](Precision precision) {
    return load({.precision = precision})->info().precision;
  };
  EXPECT_EQ(said(Precision::int8), said(Precision::automatic));
}

INSTANTIATE_TEST_SUITE_P(Cnn, Models, ::testing::Values("retinaface", "centerface", "yunet-n"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(Detectors, AnUnknownNameIsAnsweredWithTheNearest) {
  const infer::ModelStore store(kManifest, "no-such-folder");
  const auto engine = infer::make_engine(1, {});
  try {
    load_detector({.name = "retinafase"}, *engine, store);
    FAIL() << "an unknown detector was loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("retinaface"), std::string::npos) << error.what();
  }
}

TEST(Detectors, AMissingFileIsAnErrorOfTheModelThatSaysHowToGetIt) {
  const infer::ModelStore store(kManifest, "no-such-folder");
  const auto engine = infer::make_engine(1, {});
  try {
    load_detector({}, *engine, store);
    FAIL() << "a missing model was loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_NE(std::string(error.what()).find("mien models pull"), std::string::npos)
        << error.what();
  }
}

TEST(Detectors, EachIsNamedOnce) {
  const auto names = detector_names(infer::ModelStore(kManifest, "no-such-folder"));
  for (const char* name : {"retinaface", "centerface", "yunet-n"})
    EXPECT_EQ(std::ranges::count(names, name), 1) << name;
  for (const auto& name : names) EXPECT_EQ(std::ranges::count(names, name), 1) << name;
}

TEST(Detectors, EveryHeadOfTheManifestIsInTheTable) {
  std::vector<std::string_view> names;
  for (const Head& head : heads()) {
    EXPECT_FALSE(head.summary.empty());
    EXPECT_EQ(std::ranges::count(names, head.name), 0);
    names.push_back(head.name);
  }
  const infer::ModelStore store(kManifest, "no-such-folder");
  for (const auto& entry : store.entries())
    EXPECT_TRUE(entry.head.empty() || std::ranges::count(names, entry.head) == 1) << entry.head;
}

}  // namespace
}  // namespace mien::face
