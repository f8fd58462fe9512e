// The two files of mien's own network, side by side. They come with mien: nothing is fetched.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "emotion/classifiers.h"

namespace mien::emotion {
namespace {

/// A face in many moods: the mouth bends with `mood`, the eyes open with it.
void draw_face(const Canvas& canvas, int mood) {
  for (int y = 0; y < canvas.height; ++y)
    for (int x = 0; x < canvas.width; ++x) {
      const double dx = x - 23.5, bend = (mood - 4) / 60.0;
      const bool mouth = std::abs(y - (37 - bend * dx * dx)) < 1.6 && std::abs(dx) < 9;
      const double open = 1.5 + 0.25 * mood;
      const auto in_eye = [&](double cx) {
        return (x - cx) * (x - cx) / 16 + (y - 18) * (y - 18) / (open * open) < 1;
      };
      const bool head = dx * dx / 324 + (y - 24.0) * (y - 24.0) / 506 < 1;
      canvas.data[y * canvas.stride + x] = static_cast<std::uint8_t>(
          mouth || in_eye(15.5) || in_eye(31.5) ? 45 : (head ? 185 : 95 + x % 7));
    }
}

TEST(MienInt8, SaysWhatMienSaysToWithinAFewPercent) {
  constexpr int kMoods = 9;
  const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
  const infer::ModelStore store(ModelStorePaths{manifest, std::filesystem::temp_directory_path()});
  const auto engine = infer::make_engine(1, {});
  std::vector<std::vector<Expression>> said;
  for (const char* name : {"mien", "mien-int8"}) {
    const auto classifier = load_classifier(name, Precision::f32, *engine, store)->make();
    for (int mood = 0; mood < kMoods; ++mood)
      draw_face(classifier->canvas(static_cast<std::size_t>(mood)), mood);
    classifier->classify(said.emplace_back(kMoods));
  }
  double sum = 0;
  for (std::size_t mood = 0; mood < kMoods; ++mood)
    for (std::size_t i = 0; i < kEmotions; ++i) {
      const double off = std::abs(said[0][mood].probabilities[i] - said[1][mood].probabilities[i]);
      EXPECT_LT(off, 0.2) << "face " << mood << ", class " << i;
      sum += off;
    }
  EXPECT_LT(sum / (kMoods * kEmotions), 0.02);
  EXPECT_GT(sum, 0) << "one file was given for both";
}

TEST(MienInt8, IsWhatMienRunsAsInInt8) {
  const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
  const infer::ModelStore store(ModelStorePaths{manifest, std::filesystem::temp_directory_path()});
  const auto engine = infer::make_engine(1, {});
  for (const char* name : {"mien", "mien-int8"}) {
    const ModelInfo info = load_classifier(name, Precision::int8, *engine, store)->info();
    EXPECT_EQ(info.name, "mien-int8");
    EXPECT_EQ(info.precision, "int8");
  }
  EXPECT_EQ(load_classifier("mien", Precision::f32, *engine, store)->info().name, "mien");
}

TEST(MienInt8, WhatWasMeasuredFirstHoldsForAll) {
  const TemporaryFolder folder;
  const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
  const infer::ModelStore store(ModelStorePaths{manifest, folder.path()});
  const auto engine = infer::make_engine(1, {});
  const ModelInfo first = load_classifier("mien", Precision::automatic, *engine, store)->info();
  const auto file = folder.path() / "compiled" / "fastest-mien";
  std::ifstream in(file);
  std::string word, key;
  ASSERT_TRUE(std::getline(in, word));
  std::getline(in, key, '\0');
  EXPECT_EQ(word.substr(0, word.rfind(' ')), first.name + ' ' + first.precision);
  // Another answer under the same key is believed; under another key it is not.
  std::ofstream(file) << "mien f32 1\n" << key;
  EXPECT_EQ(load_classifier("mien", Precision::automatic, *engine, store)->info().precision, "f32");
  std::ofstream(file) << "mien f32\nanother machine";
  load_classifier("mien", Precision::automatic, *engine, store);
  std::ifstream again(file);
  std::string all((std::istreambuf_iterator<char>(again)), {});
  EXPECT_EQ(all.substr(all.find('\n') + 1), key) << "measured anew";
}

}  // namespace
}  // namespace mien::emotion
