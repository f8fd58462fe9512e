// Zones and contents of faces, as recordings and live cameras alike have them.
#include "chain/follow.h"

#include <gtest/gtest.h>

namespace mien::chain {
namespace {

const WallTime kNine = *parse_time("2026-11-03T09:00:00Z").time;  // a Tuesday

/// Two faces, in the left and in the right half of a picture of 100 × 100.
FrameResult two_faces() {
  FrameResult result;
  result.frame = {0, 0, 100, 100};
  for (const float x : {20.f, 70.f}) {
    Face face;
    face.detection = {{x, 40, 10, 10}, 0.9f, {}};
    result.faces.push_back(face);
  }
  return result;
}

FrameResult seen(const CameraConfig& camera, WallTime at, UtcOffset clock = {}) {
  Follow follow(camera, 0, std::move(clock));
  FrameResult result = two_faces();
  follow.see(result, at);
  return result;
}

CameraConfig camera() { return {.name = "aisle", .input = "x", .content = "poster"}; }
const std::map<std::string, Polygon> kLeft = {{"left", {{0, 0}, {0.5f, 0}, {0.5f, 1}, {0, 1}}}};

TEST(Follow, WithoutZonesAllAreInFrontOfTheCamerasContent) {
  const FrameResult result = seen(camera(), kNine);
  EXPECT_EQ(result.content, "poster");
  EXPECT_EQ(result.at, kNine);
  for (const Face& face : result.faces) EXPECT_EQ(face.content, "poster");
}

TEST(Follow, WhoIsOutsideOfAllZonesIsInFrontOfNothing) {
  CameraConfig zoned = camera();
  zoned.zones = kLeft;
  const FrameResult result = seen(zoned, kNine);
  EXPECT_EQ(result.faces[0].zone, "left");
  EXPECT_EQ(result.faces[0].content, "poster");
  EXPECT_EQ(result.faces[1].zone, "");
  EXPECT_EQ(result.faces[1].content, "");
}

TEST(Follow, TheScheduleSaysWhatIsShownWhenByTheStoresClock) {
  CameraConfig scheduled = camera();
  scheduled.showings = {{.content = "morning", .from = 8 * 60, .to = 9 * 60 + 1}};
  const auto content = [&](WallTime at, UtcOffset clock) {
    return seen(scheduled, at, std::move(clock)).faces[0].content;
  };
  EXPECT_EQ(content(kNine, {}), "morning");
  EXPECT_EQ(content(kNine + std::chrono::minutes(1), {}), "poster");
  const UtcOffset berlin = [](WallTime) { return std::chrono::minutes(60); };
  EXPECT_EQ(content(kNine, berlin), "poster") << "ten o'clock there";
  EXPECT_EQ(content(kNine - std::chrono::hours(1), berlin), "morning");
}

TEST(Follow, AZonesOwnContentGoesBeforeTheCameras) {
  CameraConfig both = camera();
  both.zones = {*kLeft.begin(), {"right", {{0.5f, 0}, {1, 0}, {1, 1}, {0.5f, 1}}}};
  both.showings = {{.content = "cereal", .zone = "left"}};
  const FrameResult result = seen(both, kNine);
  EXPECT_EQ(result.faces[0].content, "cereal");
  EXPECT_EQ(result.faces[1].content, "poster");
  EXPECT_EQ(result.content, "poster");
}

}  // namespace
}  // namespace mien::chain
