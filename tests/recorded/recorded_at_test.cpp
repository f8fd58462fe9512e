#include "recorded/recorded_at.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "video/make_clip.h"
#include "video/read_all.h"

namespace mien::recorded {
namespace {

TEST(TimeInName, KnownPatterns) {
  const std::pair<const char*, const char*> kNames[] = {
      {"20261103_091500.mp4", "2026-11-03T09:15:00"},
      {"VID_20261103_091500.mp4", "2026-11-03T09:15:00"},
      {"20261103091500.mkv", "2026-11-03T09:15:00"},
      {"20261103-091500.avi", "2026-11-03T09:15:00"},
      {"aisle 2026-11-03_09-15-00.mp4", "2026-11-03T09:15:00"},
      {"2026-11-03 09.15.00.mov", "2026-11-03T09:15:00"},
      {"2026.11.03 09.15.00.mov", "2026-11-03T09:15:00"},
      {"2026_11_03_09_15_00.mp4", "2026-11-03T09:15:00"},
      {"Screen Recording 2026-11-03 at 09.15.00.mov", "2026-11-03T09:15:00"},
      {"vlc-record-2026-11-03-09h15m00s-rtsp.mp4", "2026-11-03T09:15:00"},
      {"WIN_20261103_09_15_00_Pro.mp4", "2026-11-03T09:15:00"},
      {"ch01_20261103091500_20261103093000.mp4", "2026-11-03T09:15:00"},
      {"192.168.1.64_01_20261103091500123.mp4", "2026-11-03T09:15:00.123"},
      {"RecM01_20261103_091500_092000_6D28808.mp4", "2026-11-03T09:15:00"},
      {"20261103_091500_A1B2_ACCC8E123456.mkv", "2026-11-03T09:15:00"},
      {"20261103_091500-092000.mp4", "2026-11-03T09:15:00"},
      {"cam-20261103-091500-1762157700.mp4", "2026-11-03T09:15:00"},
      {"2026-11-03T09:15:00Z.mp4", "2026-11-03T09:15:00Z"},
      {"20261103T091500Z.mp4", "2026-11-03T09:15:00Z"},
      {"2026-11-03T09-15-00+0100.mp4", "2026-11-03T09:15:00+01:00"},
      {"2026-11-03T09:15:00-05:00.mp4", "2026-11-03T09:15:00-05:00"},
      {"/srv/2026-11-03/001/dav/09/09.15.00-09.20.00[M][0@0][0].dav", "2026-11-03T09:15:00"},
      {"/srv/20261103/record/09.15.00-09.20.00.mp4", "2026-11-03T09:15:00"},
      {"/srv/20251231_000000/20261103_091500.mp4", "2026-11-03T09:15:00"}};
  for (const auto& [name, time] : kNames) EXPECT_EQ(time_in_name(name), time) << name;
}

TEST(TimeInName, NumbersThatAreNoTimes) {
  for (const char* name :
       {"aisle.mp4", "", "1920x1080.mp4", "20261103.mp4", "2026-11-03.mp4", "20261303_091500.mp4",
        "20260230_091500.mp4", "20261103_241500.mp4", "20261103_096000.mp4", "18991103_091500.mp4",
        "120261103_091500.mp4", "2026110309150.mp4", "clip 12345678901234567890.mp4",
        "20261103_09150", "2026-11/03.mp4", "09.15.00-09.20.00.dav"})
    EXPECT_EQ(time_in_name(name), std::nullopt) << name;
}

TEST(TimeInName, ByAPatternThatIsGiven) {
  const std::string kPattern = "%d-%m-%Y_%Hh%Mm%S";
  EXPECT_EQ(time_in_name("aisle3_03-11-2026_09h15m07.mp4", kPattern), "2026-11-03T09:15:07");
  EXPECT_EQ(time_in_name("cam_1762157707.mkv", "%s"), "2025-11-03T08:15:07Z");
  EXPECT_EQ(time_in_name("x20261103T091507+0100.mp4", "%Y%m%dT%H%M%S%z"),
            "2026-11-03T09:15:07+01:00");
  for (const char* name : {"aisle.mp4", "20261103_091500.mp4", "", "03-11-1026_09h15m07.mp4"})
    EXPECT_EQ(time_in_name(name, kPattern), std::nullopt) << name;
}

TEST(FileTime, IsTheLastChangeLessTheLength) {
  const test::TemporaryFolder folder;
  test::make_clip(folder / "clip.mp4", {.fps = 25, .frames = 250});
  const timespec times[2] = {{1'762'157'700, 500'000'000}, {1'762'157'700, 500'000'000}};
  ASSERT_EQ(utimensat(AT_FDCWD, (folder / "clip.mp4").c_str(), times, 0), 0);
  const auto begin = file_time((folder / "clip.mp4").string());
  ASSERT_TRUE(begin);
  EXPECT_NEAR(static_cast<double>(begin->time_since_epoch().count()), 1'762'157'690'500.0, 50);
  EXPECT_EQ(file_time((folder / "none.mp4").string()), std::nullopt);
  EXPECT_EQ(file_time("rtsp://camera/1"), std::nullopt);
}

}  // namespace
}  // namespace mien::recorded
