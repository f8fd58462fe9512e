// Every approach, on the same frames: none may find other faces than the plain serial one of its
// family, or bring them in another order. Processes and MPI need a fresh process, and have tests of
// their own.
#include <cmath>

#include "mien/error.h"

#include "approaches_fixture.h"

namespace mien::test {
namespace {

using chain::Family;
using recordings::ApproachKind;
using recordings::Parallelism;

std::vector<ApproachKind> in_process() {
  std::vector<ApproachKind> kinds;
  for (const ApproachKind& kind : recordings::approaches()) {
#ifndef MIEN_WITH_DLIB
    if (kind.family == Family::hog) continue;
#endif
    if (kind.name == "hog-source-build")
      continue;  // other code of dlib's: compared in the face room
    if (kind.parallelism == Parallelism::none || kind.parallelism == Parallelism::threads)
      kinds.push_back(kind);
  }
  return kinds;
}

std::string serial(Family family) { return family == Family::hog ? "baseline" : "cnn-sync"; }

void expect_same_faces(const std::vector<Detection>& got, const std::vector<Detection>& expected,
                       const std::string& where) {
  ASSERT_EQ(got.size(), expected.size()) << where;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const auto near = [&](float Box::*side) {
      EXPECT_NEAR(got[i].box.*side, expected[i].box.*side, 0.5) << where;
    };
    near(&Box::x);
    near(&Box::y);
    near(&Box::w);
    near(&Box::h);
    EXPECT_NEAR(got[i].confidence, expected[i].confidence, 0.01) << where;
  }
}

/// `all`: no frame may be missing; else those that came are compared.
void expect_same(const Found& got, const Found& expected, bool all, const std::string& approach) {
  ASSERT_EQ(got.size(), expected.size()) << approach;
  for (const auto& [input, frames] : got) {
    ASSERT_TRUE(expected.contains(input)) << approach << " " << input;
    const auto& wanted = expected.at(input);
    if (all) {
      EXPECT_EQ(frames.size(), wanted.size()) << approach << " " << input;
    }
    EXPECT_FALSE(frames.empty()) << approach << " " << input;
    for (const auto& [time, faces] : frames) {
      const std::string where = approach + " " + input + " at ms " + std::to_string(time);
      ASSERT_TRUE(wanted.contains(time)) << where;
      expect_same_faces(faces, wanted.at(time), where);
    }
  }
}

std::size_t faces_in(const Found& found) {
  std::size_t faces = 0;
  for (const auto& [input, frames] : found)
    for (const auto& [time, here] : frames) faces += here.size();
  return faces;
}

class Approaches : public FootageTest {
 protected:
  static const Found& reference(Family family) {
    static std::map<Family, Found> known;
    Found& found = known[family];
    if (found.empty()) {
      run(config(serial(family), kInputs), found);
      EXPECT_GE(faces_in(found), 20u) << "a comparison of nothing";
    }
    return found;
  }
  inline static const std::vector<std::string> kInputs{"clip.mp4", "images", "one_keyframe.mp4"};
};

TEST_F(Approaches, FindTheFacesOfTheSerialOne) {
  for (const ApproachKind& kind : in_process()) {
    for (const int workers : {1, 2, 3}) {
      if (kind.parallelism == Parallelism::none && workers > 1) continue;
      const std::string name = std::string(kind.name) + " × " + std::to_string(workers);
      Found found;
      const Summary summary = run(config(std::string(kind.name), kInputs, workers), found);
      expect_same(found, reference(kind.family), !kind.samples, name);
      std::int64_t frames = 0;
      for (const InputSummary& input : summary.inputs) {
        EXPECT_FALSE(input.error) << name << ": " << *input.error;
        EXPECT_GT(input.cpu_seconds, 0) << name;
        EXPECT_GT(input.stages_ms.infer, 0) << name;
        EXPECT_GT(input.latency_ms.p50, 0) << name;
        frames += input.frames_decoded;
      }
      EXPECT_EQ(frames, 2 * kFrames + 5) << name;
      if (!kind.samples) {
        EXPECT_EQ(summary.total.frames_inferred, frames) << name;
      }
    }
  }
}

TEST_F(Approaches, ABrokenInputIsNamedAndTheOthersAreFinished) {
  for (const ApproachKind& kind : in_process()) {
    Found found;
    const Summary summary =
        run(config(std::string(kind.name), {"images", "broken.mp4", "one_keyframe.mp4"}, 2), found);
    const std::string name(kind.name);
    ASSERT_EQ(summary.inputs.size(), 3u);
    EXPECT_FALSE(summary.inputs[0].error) << name;
    ASSERT_TRUE(summary.inputs[1].error) << name;
    EXPECT_NE(summary.inputs[1].error->find("broken.mp4"), std::string::npos) << name;
    EXPECT_FALSE(summary.inputs[2].error) << name;
    EXPECT_EQ(summary.inputs[0].frames_decoded, 5) << name;
    EXPECT_EQ(summary.inputs[2].frames_decoded, kFrames) << name;
  }
}

TEST_F(Approaches, AStopInTheMiddleKeepsWhatWasDone) {
  for (const ApproachKind& kind : in_process()) {
    std::atomic<bool> stop{false};
    Found found;
    const std::string name(kind.name);
    const Summary summary = run(config(name, {"clip.mp4", "one_keyframe.mp4"}, 2), found, &stop, 4);
    EXPECT_TRUE(summary.interrupted) << name;
    std::size_t frames = 0;
    for (const auto& [input, seen] : found) frames += seen.size();
    EXPECT_GE(frames, 4u) << name;
    EXPECT_LT(frames, 2u * kFrames) << name;
    EXPECT_EQ(static_cast<std::size_t>(summary.total.frames_inferred), frames)
        << name << ": a frame got lost";
    for (const auto& [input, seen] : found)
      for (const auto& [time, faces] : seen)
        expect_same_faces(faces, reference(kind.family).at(input).at(time), name + " after a stop");
  }
}

// Each network that can be chosen, several pictures at once and asynchronously.
TEST_F(Approaches, BatchesAndStreamsSuitEveryNetwork) {
  for (const std::string detector : {"retinaface", "centerface", "yunet-n"}) {
    if (!std::filesystem::exists(models_ / "yunet_n_dynamic.onnx") && detector == "yunet-n")
      continue;
    Found serial_faces;
    run(config("cnn-sync", {"images"}, 1, detector), serial_faces);
    EXPECT_GT(faces_in(serial_faces), 0u) << detector;
    for (const std::string approach : {"cnn-batched", "cnn-streams"}) {
      Found found;
      run(config(approach, {"images"}, 1, detector), found);
      expect_same(found, serial_faces, true, approach + " " + detector);
    }
  }
}

// A camera of another shape needs another network; their pictures must not mix.
TEST_F(Approaches, CamerasOfTwoWidthsShareAWorker) {
  for (const std::string approach : {"cnn-sync", "cnn-batched", "cnn-streams"}) {
    RunConfig two = config(approach, {"clip.mp4", "images"});
    two.cameras[1].width = 256;
    Found found, alone;
    run(two, found);
    RunConfig one = config("cnn-sync", {"images"});
    one.width = 256;
    run(one, alone);
    expect_same({{"images", found["images"]}}, alone, true, approach);
    expect_same({{"clip.mp4", found["clip.mp4"]}},
                {{"clip.mp4", reference(Family::cnn).at("clip.mp4")}}, true, approach);
  }
}

TEST_F(Approaches, WithoutTheLoopFilterTheFacesStay) {
  RunConfig quick = config("cnn-sync", {"clip.mp4"});
  quick.tuning.skip_loop_filter = true;
  Found found;
  run(quick, found);
  const Found expected{{"clip.mp4", reference(Family::cnn).at("clip.mp4")}};
  const auto all = static_cast<double>(faces_in(expected));
  EXPECT_NEAR(static_cast<double>(faces_in(found)), all, 0.05 * all);
}

void expect_usage_error(const RunConfig& config, const std::string& words) {
  try {
    recordings::resolved(config);
    ADD_FAILURE() << config.approach << " takes it";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(ApproachTable, WhatDoesNotGoTogetherIsRefused) {
  const auto config = [](const std::string& approach, const std::string& detector) {
    RunConfig config;
    config.cameras.push_back({.name = "a", .input = "a.mp4"});
    config.approach = approach;
    config.detector = detector;
    return config;
  };
  expect_usage_error(config("thread", ""), "threads");
  expect_usage_error(config("threads", "retinaface"), "dlib");
  expect_usage_error(config("cnn-streams", "hog"), "OpenVINO");
  expect_usage_error(config("cnn-batched", "mmod"), "OpenVINO");
  RunConfig no_batch = config("cnn-batched", "");
  no_batch.tuning.batch = 0;
  expect_usage_error(no_batch, "batch");
}

// What is tuned for one approach must not reach another by way of a shared profile.
TEST(ApproachTable, StreamsAndBatchesStayWithTheirApproach) {
  RunConfig config;
  config.cameras.push_back({.name = "a", .input = "a.mp4"});
  config.workers = 3;
  config.tuning = {.streams = 5, .batch = 7};
  for (const ApproachKind& kind : recordings::approaches()) {
    config.approach = kind.name;
    const Tuning tuning = recordings::resolved(config).tuning;
    EXPECT_EQ(tuning.streams, kind.name == "cnn-streams" ? 5 : 0) << kind.name;
    EXPECT_EQ(tuning.batch, kind.name == "cnn-batched" ? 7 : 1) << kind.name;
  }
  config.approach = "cnn-streams";
  config.tuning.streams = 0;
  EXPECT_EQ(recordings::resolved(config).tuning.streams, 3);
}

TEST(ApproachTable, KeysThatOneApproachAloneLooksAtAreNamedWhereAnotherRuns) {
  RunConfig config;
  config.cameras.push_back({.name = "a", .input = "a.mp4"});
  EXPECT_TRUE(recordings::keys_of_others(config).empty());
  config.keys = {{"tuning"},
                 {"tuning", "pin"},
                 {"tuning", "prefetch"},
                 {"tuning", "huge_pages"},
                 {"tuning", "streams"},
                 {"tuning", "batch"}};
  const auto lines = [&](const char* approach) {
    config.approach = approach;
    return recordings::keys_of_others(config);
  };
  EXPECT_EQ(lines("auto").size(), 4u);
  EXPECT_EQ(lines("auto").back(),
            "tuning.batch: not used by the approach cnn-per-core-tracked (for the approach "
            "cnn-batched)");
  EXPECT_EQ(lines("processes-prefetch").size(), 2u);
  EXPECT_EQ(lines("cnn-streams").size(), 3u);
  EXPECT_EQ(lines("cnn-batched").size(), 3u);
}

// Readers of one input after another would never come to the second.
TEST_F(Approaches, ACameraThatNeverEndsIsNotReadBeforeOthers) {
  for (const std::string approach : {"openmp", "threads", "cnn-streams"}) {
#ifndef MIEN_WITH_DLIB
    if (approach != "cnn-streams") continue;
#endif
    RunConfig live = config(approach, {"clip.mp4", "images"});
    live.cameras[0].input = "loop:" + live.cameras[0].input;
    Found found;
    try {
      run(live, found);
      ADD_FAILURE() << approach << " takes it";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
    }
  }
}

}  // namespace
}  // namespace mien::test
