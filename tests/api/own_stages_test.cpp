// Stages of the caller's own in runs: no model, no file.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "api/bright_spot.h"

namespace mien {
namespace {

using namespace std::chrono_literals;

class Remember : public Sink {
 public:
  void frame(const std::string&, const FrameResult& result) override {
    frames.push_back(result);
    if (stop_after > 0 && frames.size() == stop_after) stop.request_stop();
  }
  std::vector<FrameResult> frames;
  std::size_t stop_after = 0;
  std::stop_source stop;
};

RunConfig config_of(const std::string& approach) {
  RunConfig config;
  config.cameras = {{.name = "a", .input = "mine"}};
  config.approach = approach;
  config.detect_fps = approach == "cnn-per-core-tracked" ? 5 : 0;
  config.workers = 2;
  return config;
}

struct Outcome {
  Summary summary;
  std::vector<FrameResult> frames;
};

Outcome run_with(const RunConfig& config, OwnStages stages, std::size_t stop_after = 0) {
  std::vector<std::unique_ptr<Sink>> sinks;
  auto own = std::make_unique<Remember>();
  Remember& remember = *own;
  remember.stop_after = stop_after;
  sinks.push_back(std::move(own));
  RunHooks hooks;
  hooks.stop = remember.stop.get_token();
  hooks.stages = std::move(stages);
  Outcome outcome{run(config, {}, sinks, hooks), {}};
  outcome.frames = std::move(remember.frames);
  return outcome;
}

class OwnStagesInApproaches : public testing::TestWithParam<const char*> {};

TEST_P(OwnStagesInApproaches, StandInThePlaceOfModels) {
  const auto [summary, frames] = run_with(config_of(GetParam()), test::own_stages(40));
  EXPECT_EQ(summary.run.detector.name, "bright-spot");
  EXPECT_EQ(summary.run.emotion.name, "happy");
  ASSERT_EQ(summary.inputs.size(), 1u);
  EXPECT_EQ(summary.inputs[0].error.value_or(""), "");
  EXPECT_EQ(summary.inputs[0].frames_decoded, 40);
  EXPECT_EQ(summary.inputs[0].tracks, 1);
  ASSERT_FALSE(frames.empty());
  for (const FrameResult& result : frames) {
    ASSERT_EQ(result.faces.size(), 1u) << result.frame.index;
    const Face& face = result.faces[0];
    EXPECT_NEAR(face.detection.box.x, 40 + static_cast<double>(result.frame.index), 4);
    EXPECT_NEAR(face.detection.box.w, 80, 6);
    EXPECT_EQ(face.expression.label, Emotion::happiness);
    EXPECT_EQ(face.track, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, OwnStagesInApproaches,
                         testing::Values("cnn-sync", "cnn-per-core", "cnn-per-core-tracked",
                                         "cnn-streams", "cnn-batched", "processes-cnn-per-core"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// Ranks other than the first would read what mien opens, with mien's models.
TEST(OwnStages, AreRefusedWhereRanksOfMpiWouldNotHaveThem) {
  const auto refusal = [](const char* approach, OwnStages stages) {
    try {
      run_with(config_of(approach), std::move(stages));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  OwnStages detector, source;
  detector.detector = test::own_stages(10).detector;
  source.source = test::own_stages(10).source;
  for (const OwnStages& some : {test::own_stages(10), detector, source}) {
    const std::string said = refusal("mpi-cnn-per-core", some);
    EXPECT_NE(said.find("mpi-cnn-per-core"), std::string::npos) << said;
    EXPECT_NE(said.find("ranks would not have your own detector"), std::string::npos) << said;
  }
}

TEST(OwnStages, ADetectorIsAskedOnlyOfPicturesThatWereFilled) {
  class Counting final : public test::BrightSpot {
   public:
    explicit Counting(std::atomic<int>& asked) : asked_(asked) {}
    std::vector<Detection> detect(const Letterbox& box) override {
      ++asked_;
      return BrightSpot::detect(box);
    }

   private:
    std::atomic<int>& asked_;
  };
  for (const char* approach : {"cnn-sync", "cnn-per-core", "cnn-streams", "cnn-batched"}) {
    std::atomic<int> asked = 0;
    OwnStages stages = test::own_stages(10);
    stages.detector->make = [&](int) { return std::make_unique<Counting>(asked); };
    run_with(config_of(approach), stages);
    EXPECT_EQ(asked, 10) << approach;
  }
}

TEST(OwnStages, FacesThatADetectorIsNotSureEnoughOfAreLeftOut) {
  for (const char* approach : {"cnn-per-core", "cnn-batched"}) {
    RunConfig config = config_of(approach);
    config.min_confidence = 0.85;
    EXPECT_EQ(run_with(config, test::own_stages(10)).summary.inputs[0].tracks, 1) << approach;
    config.min_confidence = 0.95;
    EXPECT_EQ(run_with(config, test::own_stages(10)).summary.inputs[0].tracks, 0) << approach;
  }
}

TEST(OwnStages, ADoubtfulClassifierSaysUnknown) {
  OwnStages stages = test::own_stages(10);
  stages.classifier->min_confidence = 0.95;
  const auto outcome = run_with(config_of("cnn-per-core"), stages);
  ASSERT_FALSE(outcome.frames.empty());
  EXPECT_EQ(outcome.frames.back().faces.at(0).expression.label, Emotion::unknown);
  EXPECT_EQ(outcome.frames.back().faces.at(0).expression.doubt, Doubt::low_confidence);
}

TEST(OwnStages, ASourceThatOpensNothingLeavesTheInputToMien) {
  OwnStages stages = test::own_stages(10);
  stages.source = [](const CameraConfig&, std::stop_token) { return nullptr; };
  RunConfig config = config_of("cnn-per-core");
  config.cameras[0].input = "/nonexistent/clip.mp4";
  const auto outcome = run_with(config, stages);
  ASSERT_TRUE(outcome.summary.inputs[0].error);
  EXPECT_NE(outcome.summary.inputs[0].error->find("/nonexistent/clip.mp4"), std::string::npos);
}

TEST(OwnStages, ASourcesTroubleIsItsInputs) {
  OwnStages stages = test::own_stages(10);
  stages.source = [](const CameraConfig& camera, std::stop_token) -> std::unique_ptr<Source> {
    throw Error(ErrorKind::input, camera.input, "is locked", "find the key");
  };
  const auto outcome = run_with(config_of("cnn-per-core"), stages);
  EXPECT_EQ(outcome.summary.inputs[0].error.value_or(""), "mine: is locked (find the key)");
}

TEST(OwnStages, WhateverAnOpenerThrowsTheOtherInputsAreFinished) {
  OwnStages stages = test::own_stages(10);
  stages.source = [whole = stages.source](const CameraConfig& camera, std::stop_token stop) {
    if (camera.name == "a") throw std::runtime_error("the key is lost");
    if (camera.name == "b") throw Error(ErrorKind::usage, "b", "is locked");
    if (camera.name == "c") throw 7;
    return whole(camera, std::move(stop));
  };
  RunConfig config = config_of("cnn-per-core");
  for (const char* name : {"b", "c", "d"})
    config.cameras.push_back({.name = name, .input = "mine"});
  const auto outcome = run_with(config, stages);
  const auto& inputs = outcome.summary.inputs;
  EXPECT_EQ(inputs[0].error.value_or(""), "a: the key is lost");
  EXPECT_EQ(inputs[1].error.value_or(""), "b: is locked");
  EXPECT_EQ(inputs[2].error.value_or(""), "c: an exception of unknown kind");
  EXPECT_EQ(inputs[3].frames_decoded, 10);
}

TEST(OwnStages, WithoutAFunctionTheyAreRefused) {
  OwnStages stages;
  stages.detector = OwnDetector{{.name = "none"}, {}};
  try {
    run_with(config_of("cnn-per-core"), stages);
    FAIL() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_STREQ(error.what(), "own detector: there is no function that makes one (set `make`)");
  }
}

TEST(StopToken, EndsARunOverASourceThatNeverEnds) {
  const auto [summary, frames] = run_with(config_of("cnn-per-core"), test::own_stages(0, 5ms), 12);
  EXPECT_TRUE(summary.interrupted);
  EXPECT_GE(summary.inputs[0].frames_decoded, 12);
  EXPECT_GE(frames.size(), 12u);
}

}  // namespace
}  // namespace mien
