#include <gtest/gtest.h>

#include "mien/input.h"

namespace mien {
namespace {

TEST(CameraOf, IsNamedAsTheInputIsWritten) {
  const CameraConfig camera = camera_of("week/clip.mp4");
  EXPECT_EQ(camera.name, "week/clip.mp4");
  EXPECT_EQ(camera.input, "week/clip.mp4");
}

TEST(CameraOf, ThePasswordIsNotInTheName) {
  const CameraConfig camera = camera_of("rtsp://user:secret@cam/main");
  EXPECT_EQ(camera.name.find("secret"), std::string::npos) << camera.name;
  EXPECT_EQ(camera.input, "rtsp://user:secret@cam/main");
}

TEST(CameraOf, TheSameInputAgainHasANumber) {
  std::vector<CameraConfig> cameras;
  for (int i = 0; i < 3; ++i) cameras.push_back(camera_of("clip.mp4", cameras));
  EXPECT_EQ(cameras[1].name, "clip.mp4 (2)");
  EXPECT_EQ(cameras[2].name, "clip.mp4 (3)");
}

}  // namespace
}  // namespace mien
