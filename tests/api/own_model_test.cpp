// A model of a program's own, by the public API: tried, taken in, and there by its name.
#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"
#include "mien/models.h"

#include "base/temporary_folder.h"

namespace mien {
namespace {

constexpr const char* kEntry =
    "name: shop-fer\n"
    "kind: emotion\n"
    "licence: Apache-2.0\n"
    "input: {format: gray, mean: 0, scale: 255, width: 48, height: 48}\n"
    "emotion:\n"
    "  classes: [neutral, happiness, surprise, sadness, anger, disgust, fear, contempt]\n"
    "  output: ferplus\n"
    "  logits: true\n";

class OwnModel : public testing::Test {
 protected:
  std::string words_of(const std::string& entry, const std::filesystem::path& file) {
    try {
      add_own_model(paths_, entry, file);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  const TemporaryFolder folder_;
  const std::filesystem::path models_ = std::filesystem::path(MIEN_SOURCE_DIR) / "models";
  ModelStorePaths paths_{.manifest = models_ / "manifest.yaml",
                         .dir = folder_.path() / "cache",
                         .own = folder_.path() / "own"};
};

TEST_F(OwnModel, IsThereByItsName) {
  add_own_model(paths_, kEntry, models_ / "mien-emotion.onnx");
  const auto all = list_models(paths_);
  const auto added = std::ranges::find(all, "shop-fer", &ModelListing::name);
  ASSERT_NE(added, all.end());
  EXPECT_EQ(added->kind, "emotion");
  EXPECT_EQ(added->state, ModelState::ok);
  EXPECT_EQ(added->file.parent_path(), paths_.own);
  EXPECT_THAT(words_of(kEntry, models_ / "mien-emotion.onnx"),
              testing::HasSubstr("'shop-fer' is one of your own models already"));
}

TEST_F(OwnModel, WhatDoesNotFitIsNotTakenIn) {
  using testing::HasSubstr;
  const std::string entry = kEntry;
  EXPECT_THAT(words_of(entry + "colour: grey\n", models_ / "mien-emotion.onnx"),
              HasSubstr("colour"));
  EXPECT_THAT(
      words_of("name: mien\n" + entry.substr(entry.find('\n') + 1), models_ / "mien-emotion.onnx"),
      HasSubstr("'mien' is one of mien's models already"));
  EXPECT_THAT(words_of(entry + "  bias: [0, 0, 0, 0, 0, 0, 0, 1]\n", models_ / "mien-emotion.onnx"),
              HasSubstr("no also, bias"));
  EXPECT_THAT(words_of("name: x\nkind: library\nlicence: MIT\n", models_ / "mien-emotion.onnx"),
              HasSubstr("detector or emotion"));
  std::string fewer = entry;
  fewer.erase(fewer.find(", contempt"), 10);
  EXPECT_NE(words_of(fewer, models_ / "mien-emotion.onnx"), "") << "it has eight outputs";
  std::ofstream(folder_.path() / "letter.onnx") << "Dear diary";
  EXPECT_NE(words_of(entry, folder_.path() / "letter.onnx"), "");
  EXPECT_NE(words_of(entry, folder_.path() / "none.onnx"), "");
  EXPECT_FALSE(std::filesystem::exists(paths_.own / "manifest.yaml"));
  paths_.own.clear();
  EXPECT_THAT(words_of(entry, models_ / "mien-emotion.onnx"), HasSubstr("ModelStorePaths::own"));
}

}  // namespace
}  // namespace mien
