// What players of signage leave: a table of one's own, Xibo's export, a BrightSign's log.
#include "imports/play_log.h"

#include <gmock/gmock.h>

#include "mien/error.h"

namespace mien::imports {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Pair, testing::SizeIs;

const UtcOffset kBerlin = [](WallTime) { return std::chrono::minutes(60); };

PlayLog read(std::string_view text, PlayLogOptions options = {}) {
  if (!options.clock) options.clock = kBerlin;
  return read_play_log(text, options);
}

/// "camera content begin end" of each line.
std::vector<std::string> told(const PlayLog& log) {
  std::vector<std::string> all;
  for (const auto& [played, screen, told] : log.lines)
    all.push_back(played.camera + " " + played.content + " " +
                  rfc3339(played.begin).substr(11, 12) + " " + rfc3339(played.end).substr(11, 12));
  return all;
}

std::string refusal(std::string_view text, PlayLogOptions options = {}) {
  try {
    read(text, std::move(options));
  } catch (const Error& error) {
    EXPECT_FALSE(error.remedy().empty());
    return std::string(error.reason()) + "; " + error.remedy();
  }
  return "";
}

TEST(PlayLog, ATableOfOnesOwn) {
  const auto log = read(
      "screen,content,begin,end,operator\n"
      "lobby,cereal,2026-11-03T09:00:00Z,2026-11-03T09:00:10Z,jo\n"
      "lobby,soup,2026-11-03 10:00:10,2026-11-03 10:00:20,jo\n");
  EXPECT_EQ(log.format, "table");
  EXPECT_THAT(told(log), ElementsAre("lobby cereal 09:00:00.000 09:00:10.000",
                                     "lobby soup 09:00:10.000 09:00:20.000"));
  EXPECT_THAT(log.ignored_columns, ElementsAre("operator"));
  EXPECT_EQ(log.times.local, 1);
  EXPECT_THAT(log.bad, IsEmpty());
}

TEST(PlayLog, DatesInColumnsOfTheirOwn) {
  for (const char* text :
       {"screen,content,date,begin,end\nlobby,cereal,2026-11-03,09:00:00Z,09:00:10Z\n",
        "screen,content,Start Date,Start Time,End Date,End Time\n"
        "lobby,cereal,2026-11-03,09:00:00Z,2026-11-03,09:00:10Z\n",
        "screen,content,Start Date,Start Time,End Time\n"
        "lobby,cereal,2026-11-03,09:00:00Z,09:00:10Z\n"})
    EXPECT_THAT(told(read(text)), ElementsAre("lobby cereal 09:00:00.000 09:00:10.000")) << text;
}

TEST(PlayLog, DurationsScreensNamesAndAClockThatIsAhead) {
  PlayLogOptions options;
  options.ahead = 2500ms;
  options.screens = {{"Lobby left", "aisle-3"}};
  options.contents = {{"cerealspot", "cereal"}};
  const auto log = read(
      "Display;Media;Start;Duration\n"
      "Lobby left;Cereal Spot;3.11.2026 10:00:00;7,5\n"
      "Exit;Soup;3.11.2026 10:00:07;3\n",
      options);
  EXPECT_THAT(told(log), ElementsAre("aisle-3 cereal 08:59:57.500 09:00:05.000",
                                     "Exit Soup 09:00:04.500 09:00:07.500"));
  EXPECT_EQ(log.lines[0].screen, "Lobby left");
  EXPECT_EQ(rfc3339(log.lines[0].told), "2026-11-03T09:00:00.000Z") << "as the player has it";
  options.camera = "door";
  EXPECT_THAT(read("content,begin,end\na,2026-11-03T09:00:00Z,2026-11-03T09:00:01Z\n", options)
                  .lines[0]
                  .played.camera,
              "door");
}

TEST(PlayLog, LinesThatAreNoneSayWhy) {
  const auto log = read(
      "screen,content,begin,end\n"
      "lobby,,2026-11-03T09:00:00Z,2026-11-03T09:00:10Z\n"
      ",a,2026-11-03T09:00:00Z,2026-11-03T09:00:10Z\n"
      "lobby,a,2026-11-03T09:00:10Z,2026-11-03T09:00:00Z\n"
      "lobby,a,2026-11-03T09:00:10Z,2026-11-03T09:00:10Z\n"
      "lobby,a,never,2026-11-03T09:00:10Z\n");
  EXPECT_THAT(log.lines, IsEmpty());
  ASSERT_THAT(log.bad, SizeIs(5));
  EXPECT_EQ(log.bad[0].line, 2u);
  EXPECT_THAT(log.bad[1].reason, HasSubstr("--camera"));
  EXPECT_EQ(log.bad[2].reason, "it ends before it begins");
}

TEST(PlayLog, ThousandsAreNoSeconds) {
  const auto log = read(
      "screen;content;begin;duration\nlobby;a;1793696400;1,000\nlobby;a;1793696500;1,5\n"
      "lobby;a;1793696600;1e3\nlobby;a;1793696700;40000000\n");
  ASSERT_THAT(log.bad, SizeIs(3));
  EXPECT_THAT(log.bad[0].reason, HasSubstr("in thousands or as a decimal"));
  EXPECT_THAT(log.bad[1].reason, HasSubstr("'1e3' is not a number of seconds"));
  EXPECT_THAT(told(log), ElementsAre("lobby a 09:01:40.000 09:01:41.500"));
}

TEST(PlayLog, OverAnHourThatComesTwice) {
  PlayLogOptions options;
  options.clock = [](WallTime time) {  // set back in Berlin
    return std::chrono::minutes(rfc3339(time) < "2026-10-25T01:00" ? 120 : 60);
  };
  const auto log = read(
      "screen,content,begin,end\n"
      "lobby,a,2026-10-25 01:59:00,2026-10-25 02:01:00\n"
      "lobby,a,2026-10-25 02:59:00,2026-10-25 02:01:00\n"  // over the moment of the change
      "lobby,a,2026-10-25 02:59:00,2026-10-25 03:01:00\n",
      options);
  EXPECT_THAT(log.bad, IsEmpty());
  EXPECT_THAT(told(log),
              ElementsAre("lobby a 23:59:00.000 00:01:00.000", "lobby a 00:59:00.000 01:01:00.000",
                          "lobby a 00:59:00.000 02:01:00.000"));
  EXPECT_EQ(log.times.local, 3);
  EXPECT_EQ(log.times.repeated, 3);
  EXPECT_EQ(log.times.first_repeated, 2u);
}

// As seen: an end in the year 2126 was taken without a word.
TEST(PlayLog, WhatCannotHaveBeenShownYetIsNot) {
  auto log = read(
      "screen,content,begin,end\n"
      "lobby,a,2026-11-03T09:00:00Z,2026-11-03T18:00:00Z\n"
      "lobby,b,2026-11-03T09:00:00Z,2126-11-03T09:00:10Z\n"
      "lobby,c,2126-11-03T09:00:00Z,2126-11-03T09:00:10Z\n"
      "lobby,d,2024-11-03T09:00:00Z,2026-11-03T09:00:10Z\n");
  leave_out_untimely(log, *parse_time("2026-11-03T10:00:00Z").time, 0);
  ASSERT_THAT(log.lines, SizeIs(1)) << "today's last may end tonight";
  ASSERT_THAT(log.bad, SizeIs(3));
  EXPECT_EQ(log.bad[0].cause, cause::kEnd);
  EXPECT_EQ(log.bad[1].cause, cause::kAhead);
  EXPECT_THAT(log.bad[2].reason, HasSubstr("more than 366 days"));
}

TEST(PlayLog, WhatIsNoLogIsRefusedWithWhatIsMissing) {
  EXPECT_THAT(refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal("content,begin,end\n"), HasSubstr("--camera"));
  EXPECT_THAT(refusal("screen,begin,end\n"), HasSubstr("no column 'content'"));
  EXPECT_THAT(refusal("screen,content,end\n"), HasSubstr("no column 'begin'"));
  EXPECT_THAT(refusal("screen,content,begin\n"), HasSubstr("'duration'"));
}

// The columns of lib/Controller/Stats.php of Xibo's CMS.
constexpr const char* kXibo =
    "\"Stat Date\",Type,FromDT,ToDT,Layout,Display,Media,Tag,Duration,Count,Engagements\n"
    ",layout,\"2026-11-03 10:00:00\",\"2026-11-03 10:00:20\",Breakfast,Lobby,,,20,1,[]\n"
    ",media,\"2026-11-03 10:00:00\",\"2026-11-03 10:00:10\",Breakfast,Lobby,cereal.mp4,,10,1,[]\n"
    ",widget,\"2026-11-03 10:00:10\",\"2026-11-03 10:00:20\",Breakfast,Lobby,soup.png,,10,1,[]\n"
    ",event,\"2026-11-03 10:00:12\",\"2026-11-03 10:00:13\",\"Not Found\",Lobby,,door,1,1,[]\n"
    ",media,\"2026-11-03 11:00:00\",\"2026-11-03 "
    "12:00:00\",Breakfast,Lobby,cereal.mp4,,600,60,[]\n";

TEST(PlayLog, XibosProofOfPlay) {
  const auto log = read(kXibo);
  EXPECT_EQ(log.format, "Xibo");
  EXPECT_THAT(told(log), ElementsAre("Lobby cereal.mp4 09:00:00.000 09:00:10.000",
                                     "Lobby soup.png 09:00:10.000 09:00:20.000"));
  EXPECT_THAT(log.passed_over, ElementsAre(Pair("events", 1u), Pair("layouts", 1u)));
  ASSERT_THAT(log.bad, SizeIs(1));
  EXPECT_EQ(log.bad[0].reason, "it is the sum of 60 plays");
}

TEST(PlayLog, XiboWithoutMediaTellsOfLayouts) {
  const auto log = read(
      "Type,FromDT,ToDT,Layout,Display,Media\n"
      "layout,2026-11-03 10:00:00,2026-11-03 10:00:20,Breakfast,Lobby,\n");
  EXPECT_THAT(told(log), ElementsAre("Lobby Breakfast 09:00:00.000 09:00:20.000"));
}

// As the maker's guide "Interpret player logs" shows it.
constexpr const char* kBrightSign =
    "BrightSignLogVersion=3\r\nSerialNumber=A0F02G000348\r\nTimezone=EET\r\n"
    "L=p\tZ=Video or Images\tS=2026/11/03 10:00:00.656\tE=2026/11/03 10:00:29.172\tI=video\tN=KO "
    "spot.mp4\r\n"
    "L=p     Z=Video or Images     S=2026/11/03 10:00:29.172 E=2026/11/03 10:00:39.172   I=image   "
    "  N=soup.jpg\r\n"
    "L=p\tZ=Music\tS=2026/11/03 10:00:00.000\tE=2026/11/03 10:03:00.000\tI=audio\tN=song.mp3\r\n"
    "L=e\tS=Idle\tT=2026/11/03 10:00:05.000\tZ=Video or Images\tE=timer\tD=1\r\n";

TEST(PlayLog, TheLogOfABrightSign) {
  const auto log = read(kBrightSign);
  EXPECT_EQ(log.format, "BrightSign");
  EXPECT_THAT(told(log), ElementsAre("A0F02G000348 KO spot.mp4 09:00:00.656 09:00:29.172",
                                     "A0F02G000348 soup.jpg 09:00:29.172 09:00:39.172"));
  EXPECT_EQ(log.numbers[1], 5u);
  EXPECT_THAT(log.passed_over, ElementsAre(Pair("audio", 1u), Pair("lines of other logs", 1u)));
}

TEST(PlayLog, ABrightSignsZonesAreAskedFor) {
  const std::string two =
      std::string(kBrightSign) +
      "L=p\tZ=Ticker\tS=2026/11/03 10:00:00.000\tE=2026/11/03 10:01:00.000\tI=text\tN=news.txt\r\n";
  EXPECT_THAT(refusal(two), HasSubstr("--player-zone"));
  PlayLogOptions options;
  options.player_zone = "Ticker";
  EXPECT_THAT(told(read(two, options)),
              ElementsAre("A0F02G000348 news.txt 09:00:00.000 09:01:00.000"));
  options.player_zone = "Tikcer";
  EXPECT_THROW(read(two, options), Error) << "else no line were read, and nothing said";
  EXPECT_THAT(refusal(std::string(kBrightSign) + "L=p\tZ=Caf\xe9\tS=2026/11/03 10:00:00.000\r\n"),
              HasSubstr("Caf\uFFFD"))
      << "JSON cannot hold what is not UTF-8";
}

TEST(PlayLog, WhatIsToComeOrTooOldIsNotTaken) {
  const WallTime now = *parse_time("2026-11-03T09:00:05Z").time;
  auto log = read(
      "screen,content,begin,end\n"
      "a,x,2026-11-03T09:00:00Z,2026-11-03T09:00:10Z\n"
      "a,x,2026-11-03T12:00:00Z,2026-11-03T12:00:10Z\n"
      "a,x,2026-09-03T12:00:00Z,2026-09-03T12:00:10Z\n");
  leave_out_untimely(log, now, 30);
  EXPECT_THAT(log.lines, SizeIs(1));
  ASSERT_THAT(log.bad, SizeIs(2));
  EXPECT_EQ(log.bad[0].cause, cause::kAhead);
  EXPECT_EQ(log.bad[1].cause, cause::kTooOld);
}

}  // namespace
}  // namespace mien::imports
