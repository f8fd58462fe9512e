// When was it, and what was on show then?
#include <gmock/gmock.h>

#include "mien/error.h"

#include "stays/schedule.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

WallTime at(const char* text) { return parse_time(text).time.value(); }

TEST(Time, EveryUsualWritingIsTheSameMoment) {
  const WallTime expected(1793697327041ms);
  for (const char* text :
       {"2026-11-03T09:15:27.041Z", "2026-11-03T10:15:27.041+01:00", "2026-11-03 09:15:27.041Z",
        "2026-11-03t04:15:27,0419-05:00", "2026-11-03T09:15:27.041+0000", "1793697327041",
        "1793697327.041", "1793697327041000", "1793697327041000000"})
    EXPECT_EQ(parse_time(text).time, expected) << text;
  EXPECT_EQ(rfc3339(expected), "2026-11-03T09:15:27.041Z");
  EXPECT_EQ(at("2024-02-29T23:59:60Z"), at("2024-03-01T00:00Z")) << "leap second, leap day";
}

TEST(Time, WhatIsNoTimeSaysWhy) {
  const auto problem = [](const char* text) {
    const ParsedTime parsed = parse_time(text);
    EXPECT_FALSE(parsed.time) << text;
    return parsed.problem;
  };
  EXPECT_THAT(problem(""), HasSubstr("empty"));
  EXPECT_THAT(problem("yesterday"), HasSubstr("RFC 3339"));
  EXPECT_THAT(problem("2026-13-03T09:15:27Z"), HasSubstr("RFC 3339"));
  EXPECT_THAT(problem("2025-02-29T09:15:27Z"), HasSubstr("RFC 3339"));
  EXPECT_THAT(problem("2026-11-03"), HasSubstr("no time of day"));
  EXPECT_THAT(problem("2026-11-03T25:00:00Z"), HasSubstr("time of day"));
  EXPECT_THAT(problem("2026-11-03T09:15:27"), HasSubstr("no time zone"));
  EXPECT_THAT(problem("2026-11-03T09:15:27 CET"), HasSubstr("does not end in a time zone (Z or"));
  EXPECT_THAT(problem("12"), HasSubstr("1990"));
  EXPECT_THAT(problem("1.2.3"), HasSubstr("not a number"));
  EXPECT_THAT(problem("99999999999999999999999999"), HasSubstr("not a number"));
}

TEST(Time, ATimeWithoutZoneTakesTheFilesOwn) {
  EXPECT_EQ(parse_time("2026-11-03T10:15", 60min).time, at("2026-11-03T09:15:00Z"));
  EXPECT_EQ(parse_time("2026-11-03T10:15Z", 60min).time, at("2026-11-03T10:15:00Z"));
  EXPECT_EQ(parse_offset("-05:30"), -330min);
  EXPECT_EQ(parse_offset("+0100"), 60min);
  EXPECT_EQ(parse_offset("+01"), 60min);
  for (const char* text : {"", "1:00", "+1:00", "+01:60", "+99:00", "+01:00x", "CET"})
    EXPECT_FALSE(parse_offset(text)) << text;
}

Showing showing(std::string content, int from, int to, std::uint8_t days = kEveryDay) {
  return {.camera = "aisle", .content = std::move(content), .days = days, .from = from, .to = to};
}

TEST(ScheduleTest, TheFirstWindowThatFitsHolds) {
  const ContentSchedule schedule(
      {showing("breakfast", 7 * 60, 11 * 60), showing("rest", 0, 24 * 60)});
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-03T06:59:59.999Z")), "rest");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-03T07:00:00Z")), "breakfast");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-03T10:59:59.999Z")), "breakfast");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-03T11:00:00Z")), "rest");
  EXPECT_EQ(schedule.content_at("till", at("2026-11-03T11:00:00Z")), "");
  EXPECT_TRUE(schedule.covers("aisle"));
  EXPECT_FALSE(schedule.covers("till"));
  EXPECT_FALSE(ContentSchedule().covers("aisle"));
}

TEST(ScheduleTest, ANightBelongsToTheDayOnWhichItBegins) {
  constexpr std::uint8_t kFriday = 1 << 4;
  const ContentSchedule schedule({showing("late", 22 * 60, 2 * 60, kFriday)});
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-06T21:59:00Z")), "");  // a Friday
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-06T22:00:00Z")), "late");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-07T01:59:00Z")), "late");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-07T02:00:00Z")), "");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-06T01:00:00Z")), "") << "Thursday's night";
  EXPECT_EQ(schedule.content_at("aisle", at("2026-11-07T22:30:00Z")), "");
}

TEST(ScheduleTest, WindowsFollowTheStoresClock) {
  // Summer time ends: +02:00 before 2026-10-25T01:00Z, +01:00 after.
  const auto clock = [](WallTime time) {
    return time < at("2026-10-25T01:00:00Z") ? 120min : 60min;
  };
  const ContentSchedule schedule({showing("open", 9 * 60, 10 * 60)}, clock);
  EXPECT_EQ(schedule.content_at("aisle", at("2026-10-24T07:30:00Z")), "open");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-10-24T08:30:00Z")), "");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-10-25T07:30:00Z")), "");
  EXPECT_EQ(schedule.content_at("aisle", at("2026-10-25T08:30:00Z")), "open");
}

TEST(ScheduleTest, AZonesOwnContentGoesFirst) {
  Showing shelf = showing("cereal", 0, 24 * 60);
  shelf.zone = "shelf";
  const ContentSchedule schedule({showing("screen", 0, 24 * 60), shelf});
  EXPECT_EQ(schedule.content_at("aisle", WallTime(), "shelf"), "cereal");
  EXPECT_EQ(schedule.content_at("aisle", WallTime(), "door"), "screen");
  EXPECT_EQ(schedule.content_at("aisle", WallTime()), "screen");
}

TEST(ScheduleTest, ImpossibleWindowsAreRefused) {
  for (const Showing& wrong : {showing("x", 60, 60), showing("x", -1, 60), showing("x", 0, 1441),
                               showing("x", 0, 60, 0)}) {
    try {
      ContentSchedule schedule({wrong});
      FAIL() << wrong.from << " " << wrong.to;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.where(), HasSubstr("aisle"));
      EXPECT_FALSE(error.remedy().empty());
    }
  }
}

TEST(Contents, AnotherCaseIsNotAnotherContent) {
  const std::vector<std::string> names{"cereal", "Soup", "Müsli"};
  EXPECT_EQ(other_case_of("Cereal", names), "cereal");
  EXPECT_EQ(other_case_of("SOUP", names), "Soup");
  EXPECT_EQ(other_case_of("Soup", names), std::nullopt) << "that is the very one";
  EXPECT_EQ(other_case_of("soups", names), std::nullopt);
  EXPECT_EQ(other_case_of("mÜsli", names), std::nullopt) << "of the letters a to z";
}

}  // namespace
}  // namespace mien::audience
