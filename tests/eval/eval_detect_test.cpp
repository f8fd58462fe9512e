#include "eval/eval_detect.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"

namespace mien::eval {
namespace {

class EvalDetect : public ::testing::Test {
 protected:
  EvalDetectOptions options(const std::string& truth) {
    EvalDetectOptions options;
    options.images = folder_;
    options.ground_truth = folder_ / "gt.txt";
    options.detectors = {"hog"};
    std::ofstream(options.ground_truth) << truth;
    return options;
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const ModelStorePaths paths_{MIEN_SOURCE_DIR "/models/manifest.yaml", "/nonexistent"};
};

TEST_F(EvalDetect, NamesTheMissingImageAndTheLineThatWantsIt) {
  try {
    eval_detect(options("parade/none.jpg\n0\n"), paths_);
    FAIL() << "there is no such image";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_NE(error.where().find("parade/none.jpg"), std::string::npos);
    EXPECT_NE(error.remedy().find("line 1"), std::string::npos);
  }
}

TEST_F(EvalDetect, NamesAnImageThatIsNone) {
#ifndef MIEN_WITH_DLIB
  GTEST_SKIP() << "uses hog, which this build lacks";
#endif
  const auto wrong = options("a.jpg\n0\n");
  std::ofstream(folder_ / "a.jpg") << "this is no picture";
  try {
    eval_detect(wrong, paths_);
    FAIL() << "that is no image";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_NE(std::string(error.what()).find("a.jpg"), std::string::npos);
  }
}

TEST_F(EvalDetect, RefusesAnUnknownDetector) {
  auto wrong = options("a.jpg\n0\n");
  std::ofstream(folder_ / "a.jpg") << "x";
  wrong.detectors = {"retinafase"};
  try {
    eval_detect(wrong, paths_);
    FAIL() << "there is no such detector";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
  }
}

class EvalDetectOnWider : public EvalDetect {
 protected:
  void SetUp() override {
    EvalDetect::SetUp();
    const char* shared = std::getenv("MIEN_SHARED");
    if (!shared) GTEST_SKIP() << "set MIEN_SHARED to the folder with data/wider_dev";
    options_.images = std::filesystem::path(shared) / "data/wider_dev/images";
    options_.ground_truth =
        std::filesystem::path(shared) / "data/wider_dev/wider_face_dev_bbx_gt.txt";
    options_.detectors = {"hog"};
    options_.out = folder_ / "curves";
  }
  EvalDetectOptions options_;
};

#ifdef MIEN_WITH_DLIB
// `mien report` shows all that was evaluated into one folder.
TEST_F(EvalDetect, TheFolderKeepsOneLinePerDetectorAndWidth) {
  auto some = options("a.jpg\n0\n");
  std::ofstream(folder_ / "a.jpg") << "x";
  some.detectors = {"hog"};
  some.out = folder_ / "curves";
  const std::atomic<bool> stop = true;
  for (const int width : {640, 320, 640}) {
    some.width = width;
    eval_detect(some, paths_, {}, &stop);
  }
  std::ifstream file(some.out / "eval_detect.json");
  const auto all = nlohmann::json::parse(file);
  ASSERT_EQ(all.at("results").size(), 2u);
  EXPECT_EQ(all["results"][0]["width"], 320);
  EXPECT_EQ(all["results"][1]["width"], 640);
}

TEST_F(EvalDetect, AFullDiskIsNamed) {
  auto some = options("a.jpg\n0\n");
  std::ofstream(folder_ / "a.jpg") << "x";
  some.detectors = {"hog"};
  some.out = folder_ / "curves";
  std::filesystem::create_directories(some.out);
  const auto full = some.out / "detect-hog-640.csv";
  std::filesystem::create_symlink("/dev/full", full);
  const std::atomic<bool> stop = true;
  try {
    eval_detect(some, paths_, {}, &stop);
    FAIL() << "nothing can be written to it";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_EQ(error.where(), full.string());
    EXPECT_NE(error.reason().find("No space left"), std::string::npos) << error.reason();
  }
}

// The published figures of dlib's detector on these images: .032 .076 .282 .542.
TEST_F(EvalDetectOnWider, GivesTheKnownFiguresOfHog) {
  std::size_t calls = 0;
  const auto result = eval_detect(options_, paths_, [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(done, ++calls);
    EXPECT_EQ(all, 58u);
  });
  EXPECT_EQ(calls, 58u);
  EXPECT_EQ(result.at("detector"), "hog");
  EXPECT_EQ(result.at("width"), 640);
  EXPECT_EQ(result.at("images"), 58);
  EXPECT_EQ(result.at("faces"), (nlohmann::json{{"10", 794}, {"20", 336}, {"40", 90}, {"80", 31}}));
  EXPECT_NEAR(result.at("ap").at("10").get<double>(), 0.032, 0.015);
  EXPECT_NEAR(result.at("ap").at("20").get<double>(), 0.076, 0.015);
  EXPECT_NEAR(result.at("ap").at("40").get<double>(), 0.282, 0.015);
  EXPECT_NEAR(result.at("ap").at("80").get<double>(), 0.542, 0.015);
  EXPECT_GT(result.at("ms_per_image").get<double>(), 0);
  EXPECT_FALSE(result.contains("interrupted"));
  for (const char* file : {"detect-hog-640.svg", "detect-hog-640.csv", "detect-hog-640.json"}) {
    EXPECT_TRUE(std::filesystem::exists(options_.out / file)) << file;
  }
}

TEST_F(EvalDetectOnWider, KeepsWhatWasComputedWhenStopped) {
  std::atomic<bool> stop = false;
  const auto result = eval_detect(
      options_, paths_, [&](std::size_t done, std::size_t) { stop = done == 3; }, &stop);
  EXPECT_EQ(result.at("images"), 3);
  EXPECT_EQ(result.at("interrupted"), true);
}

TEST_F(EvalDetectOnWider, AFolderThatCannotBeWrittenIsAnErrorOfOutput) {
  std::ofstream(folder_ / "file") << "x";
  options_.out = folder_ / "file" / "below";
  std::atomic<bool> stop = true;
  try {
    eval_detect(options_, paths_, {}, &stop);
    FAIL() << "nothing can be written below a file";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
  }
}
#endif

}  // namespace
}  // namespace mien::eval
