// What people decided stands beside a camera's section, and outlives a new section.
#include "fleet/fleet_holds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien::fleet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kUnreadable[] = R"({"fleet": {"pause": {"who": 3}}, "input": "a"})";

FleetHold paused() { return {.pause = oversight::Pause{"Ana", "school visit", wall_now()}}; }

TEST(FleetHolds, ACameraThatIsSetAnewKeepsThem) {
  const std::vector<FleetCamera> known{{"door", write_fleet_value({R"({"input":"a"})", paused()})}};
  const auto anew = set_anew(known, {{"door", R"({"input":"b"})"}, {"till", R"({"input":"c"})"}});
  EXPECT_THAT(anew.lost, IsEmpty());
  ASSERT_EQ(anew.changes.size(), 2 + kHoldParts.size());
  const FleetValue door = read_fleet_value("door", *anew.changes[0].value);
  EXPECT_EQ(door.section, R"({"input":"b"})");
  EXPECT_EQ(door.hold.pause->who, "Ana");
  EXPECT_EQ(*anew.changes.back().value, R"({"input":"c"})");
}

// The way out that the error names, and no obstacle to other cameras.
TEST(FleetHolds, WhatCannotBeReadGoesWithItsOwnCameraAlone) {
  EXPECT_THROW((void)read_fleet_value("door", kUnreadable), Error);
  const std::vector<FleetCamera> known{{"door", kUnreadable}, {"till", "x"}};
  EXPECT_THAT(set_anew(known, {{"till", "{}"}}).lost, IsEmpty());
  const auto anew = set_anew(known, {{"door", R"({"input":"b"})"}, {"till", "{}"}});
  EXPECT_THAT(anew.lost, ElementsAre("door"));
  EXPECT_EQ(*anew.changes[0].value, R"({"input":"b"})");
}

// Somebody wrote it by hand, or a later version did: it is not taken for "nothing holds".
TEST(FleetHolds, WhatIsDecidedInAShapeOfNobodysIsNotPassedOver) {
  for (const char* text : {R"({"fleet": 3})", R"({"fleet": []})", R"({"fleet": {"pause": {}}})"})
    EXPECT_THROW((void)read_fleet_value("door", text), Error) << text;
}

TEST(FleetHolds, NothingStandsBesideWhatIsNoSection) {
  for (const char* text : {"x", "[]", "3", ""}) {
    EXPECT_FALSE(takes_hold(read_fleet_value("door", text))) << text;
    EXPECT_THROW((void)write_fleet_value({text, paused()}), Error) << text;
    EXPECT_EQ(write_fleet_value({text, {}}), text);
  }
}

}  // namespace
}  // namespace mien::fleet
