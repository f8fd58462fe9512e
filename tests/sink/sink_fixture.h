#pragma once
/// \file Results to feed to sinks, and a folder to write them to.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "sink/sinks.h"

namespace mien::sink {

class SinkTest : public testing::Test {
 protected:
  static std::string read(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

/// The Error(output) that `action` fails with.
template <class Action>
Error output_failure(Action action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_FALSE(error.remedy().empty()) << error.what();
    return error;
  }
  ADD_FAILURE() << "did not fail";
  return {ErrorKind::internal, "", ""};
}

inline RunInfo example_run() {
  RunInfo run;
  run.detector = {
      .name = "retinaface", .sha256 = "d0", .licence = "MIT", .precision = "f32", .width = 640};
  run.emotion = {
      .name = "fer", .sha256 = "e0", .licence = "Apache-2.0", .precision = "bf16", .width = 64};
  run.approach = "cnn-per-core-tracked";
  run.workers = 2;
  run.machine = {{"CPU", "Some \"CPU\""}, {"Cores", "2"}};
  run.version = "0.1.0";
  run.started_at = "2026-11-03T09:15:27.041Z";
  return run;
}

/// Faces with every kind of value, within the picture and beyond it.
inline FrameResult random_frame(std::mt19937& random, std::int64_t index, std::size_t faces) {
  const auto between = [&](float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random);
  };
  FrameResult result;
  result.frame = {index, static_cast<double>(index) / 25, 1920, 1080};
  for (std::size_t i = 0; i < faces; ++i) {
    Face face;
    face.detection.box = {between(-200, 1900), between(-200, 1000), between(0, 400),
                          between(0, 400)};
    face.detection.confidence = between(0, 1);
    if (i % 2 == 0) {
      face.detection.landmarks.emplace();
      for (Point& point : *face.detection.landmarks)
        point = {between(-50, 2000), between(-50, 1100)};
    }
    for (float& p : face.expression.probabilities) p = between(0, 1);
    face.expression.label = static_cast<Emotion>(random() % (kEmotions + 1));
    face.expression.doubt = static_cast<Doubt>(random() % 6);
    face.expression.confidence = between(0, 1);
    face.expression.valence = between(-1, 1);
    face.expression.arousal = between(-1, 1);
    face.track = static_cast<std::int64_t>(random() % 1000);
    result.faces.push_back(face);
  }
  return result;
}

inline Track example_track(std::int64_t id, Emotion label = Emotion::happiness) {
  Track track;
  track.id = id;
  track.start_s = 1.04;
  track.end_s = 3.33333333;
  track.frames = 57;
  track.observations = 12;
  track.expression.label = label;
  track.expression.confidence = 0.75f;
  track.expression.valence = -0.123456f;
  track.expression.arousal = 0.3f;
  track.best_frame_s = 2.2;
  return track;
}

inline Summary example_summary(std::vector<std::string> inputs) {
  Summary summary;
  summary.run = example_run();
  for (auto& name : inputs) {
    InputSummary input;
    input.input = name;
    input.frames_decoded = 100;
    input.frames_inferred = 20;
    input.faces = 40;
    input.tracks = 3;
    input.media_seconds = 4;
    input.fps = 250.5;
    input.latency_ms = {1, 2, 3};
    input.emotions[1] = 0.75;
    input.emotions[8] = 0.25;
    input.stages_ms = {.decode = 2, .infer = 4.5};
    input.damaged_packets = 1;
    input.damage = "bad slice";
    summary.inputs.push_back(std::move(input));
  }
  summary.total.input = "total";
  return summary;
}

}  // namespace mien::sink
