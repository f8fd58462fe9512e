#pragma once
/// \file Faces, frames and stays to feed the audience's room with.

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "stays/exposure.h"

namespace mien::audience {

/// 2026-11-03T09:00:00Z, a Tuesday.
inline const WallTime kNine = *parse_time("2026-11-03T09:00:00Z").time;

/// When every cell of `kNine`'s days is over.
inline const WallTime kLater = kNine + std::chrono::days(400);

struct Look {
  Emotion label = Emotion::neutral;
  double valence = 0;
  std::string zone = {};
  double yaw = 0;
  float confidence = 0.9f;
  std::string content = "shelf";  ///< what it is in front of
};

inline Face face(std::int64_t track, const Look& look = {}) {
  Face result;
  result.track = track;
  result.zone = look.zone;
  result.content = look.content;
  result.detection.landmarks.emplace();
  result.quality = {.sharpness = 500, .yaw = static_cast<float>(look.yaw), .overall = 0.8f};
  result.expression.label = look.label;
  result.expression.confidence = look.confidence;
  result.expression.valence = static_cast<float>(look.valence);
  return result;
}

/// At `kNine` and `seconds`. `content`: of all faces; empty: each keeps its own.
inline FrameResult frame(double seconds, std::vector<Face> faces, const std::string& content = {}) {
  if (!content.empty())
    for (Face& face : faces) face.content = content;
  const double known = std::abs(seconds) < 1e9 ? seconds : 0;  // NaN is not below
  FrameResult result{
      {static_cast<std::int64_t>(known * 25), seconds, 1920, 1080}, std::move(faces), content};
  result.at = kNine + std::chrono::milliseconds(std::llround(known * 1000));
  return result;
}

/// A stay like any other.
inline Exposure stay(std::string content, WallTime start, double dwell_s, double valence,
                     std::string camera = "aisle", int visit = 1) {
  Exposure exposure{.camera = std::move(camera), .content = std::move(content)};
  exposure.start = start;
  exposure.end = start + std::chrono::milliseconds(std::llround(dwell_s * 1000));
  exposure.visit = visit;
  exposure.valence = valence;
  const Emotion label = valence > 0.1    ? Emotion::happiness
                        : valence < -0.1 ? Emotion::sadness
                                         : Emotion::neutral;
  exposure.label_ms[static_cast<std::size_t>(label)] = exposure.dwell_ms();
  return exposure;
}

/// A test with a folder of its own.
class FolderTest : public testing::Test {
 protected:
  void SetUp() override { file_ = folder_ / "mien.db"; }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  std::filesystem::path file_;
};

}  // namespace mien::audience
