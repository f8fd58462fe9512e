// Tables of ratings as spreadsheets save them: recognised, or asked for once.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "mien/error.h"

#include "imports/ratings_csv.h"
#include "imports/table_number.h"

namespace mien::imports {
namespace {

using namespace audience;

using testing::ElementsAre;
using testing::HasSubstr;

RatingsCsv read(std::string_view text, const RatingsCsvOptions& options = {}) {
  return read_ratings_csv(text, options);
}

constexpr const char* kTable = "content;time;rating\r\nM\xc3\xbcsli;2026-11-03T09:00:00Z;4,5\r\n";

std::string as_utf16(std::string_view latin, bool little) {
  std::string bytes;
  for (const char c : latin) {
    const char unit[] = {c, '\0'};
    bytes += little ? unit[0] : unit[1];
    bytes += little ? unit[1] : unit[0];
  }
  return bytes;
}

TEST(RatingsTable, ASeparatorThatIsNamedHolds) {
  const std::string text = "content;a,b,c;time;rating\nx;,,;2026-11-03T09:00:00Z;4\n";
  EXPECT_EQ(read(text, {.separator = "semicolon"}).ratings.size(), 1u);
  EXPECT_EQ(
      read("sep=;\ncontent|time|rating\nx|1793696400|4\n", {.separator = "bar"}).ratings.size(),
      1u);
  EXPECT_THROW(read(text, {.separator = "dot"}), Error);
}

TEST(RatingsTable, SeparatorsAreTakenAsSaidOrSeen) {
  for (const char* first :
       {"sep=;\r\n", "SEP=;\n", "\"sep=;\"\r\n", "\xef\xbb\xbfsep=;\r\n", "sep=;;;\n"}) {
    const RatingsCsv csv = read(std::string(first) + kTable);
    ASSERT_EQ(csv.ratings.size(), 1u) << first;
    EXPECT_EQ(csv.ratings[0].value, 4.5);
  }
  const RatingsCsv bad = read("sep=;\ncontent;time;rating\nx;never;4\n");
  ASSERT_EQ(bad.bad.size(), 1u);
  EXPECT_EQ(bad.bad[0].line, 3u) << "the file's own lines are counted";
  // Said, where the header alone would mislead: more bars than semicolons.
  const RatingsCsv odd = read("sep=;\ncontent;time;rating;a|b|c|d|e\nx;1793696400;4;\n");
  EXPECT_EQ(odd.ratings.size(), 1u);
  EXPECT_EQ(read("content\ttime\trating\nx\t1793696400\t4,5\n").ratings.at(0).value, 4.5);
}

std::string refusal(std::string_view text) {
  try {
    read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(RatingsTable, BlanksOutsideQuotesAreNoneOfTheField) {
  const auto csv = read_ratings_csv(
      "content, time, rating, scale\n"
      "\"soup, hot\", \"2026-11-03T09:00:00Z\" , 4,\n"
      "  soup \"of the day\" ,2026-11-03T09:00:01Z,\t\"5\",nan\n"
      "  soup \"of the day\" ,2026-11-03T09:00:01Z,\t\"5\"\n",
      {});
  ASSERT_EQ(csv.ratings.size(), 2u);
  EXPECT_EQ(csv.ratings[0].content, "soup, hot");
  EXPECT_EQ(csv.ratings[1].content, "soup \"of the day\"");
  EXPECT_EQ(csv.ratings[1].value, 5);
  ASSERT_EQ(csv.bad.size(), 1u);
  EXPECT_EQ(csv.bad[0].reason, "the scale 'nan' is not a whole number from 2 to 1000");
}

TEST(RatingsTable, WhatAFileLacksIsAskedForAtOnce) {
  const std::string german = refusal("Inhalt;Zeit;Bewertung\nSuppe;1793696400;4\n");
  EXPECT_THAT(german, HasSubstr("no column 'content', 'time', 'rating'"));
  EXPECT_THAT(german, HasSubstr("; rating, score, stars"));
  const std::string said_wrongly = refusal("sep=;\ncontent,time,rating\nx,1793696400,4\n");
  EXPECT_THAT(said_wrongly, HasSubstr("read as one field; use --separator comma"));
  EXPECT_THAT(refusal("PK\x03\x04"
                      "content"),
              HasSubstr("save it as CSV"));
}

TEST(RatingsTable, EncodingsAreTakenAsMarkedSeenOrSaid) {
  const std::string latin = "content;time;rating\r\nM\xfcsli;2026-11-03T09:00:00Z;4,5\r\n";
  const std::string utf8 = std::string("\xef\xbb\xbf") + kTable;
  const std::string little = as_utf16(latin, true), big = as_utf16(latin, false);
  const std::pair<std::string, const char*> cases[] = {{kTable, "auto"},
                                                       {utf8, "auto"},
                                                       {"\xff\xfe" + little, "auto"},
                                                       {"\xfe\xff" + big, "auto"},
                                                       {little, "auto"},
                                                       {big, "auto"},
                                                       {little, "utf-16le"},
                                                       {big, "utf-16be"},
                                                       {latin, "windows-1252"},
                                                       {utf8, "utf-8"}};
  for (const auto& [bytes, encoding] : cases) {
    const RatingsCsv csv = read(bytes, {.encoding = encoding});
    ASSERT_EQ(csv.ratings.size(), 1u) << encoding;
    EXPECT_EQ(csv.ratings[0].content, "M\xc3\xbcsli") << encoding;
  }
  const RatingsCsv asked = read(latin);
  ASSERT_EQ(asked.bad.size(), 1u);
  EXPECT_THAT(by_cause(asked.bad, false).at(0).remedy, HasSubstr("--encoding windows-1252"));
  const RatingsCsv euro =
      read("content,time,rating\n\x80 5,1793696400,4\n", {.encoding = "windows-1252"});
  EXPECT_EQ(euro.ratings.at(0).content, "\xe2\x82\xac 5");
  const std::string smile("\x3d\xd8\x00\xde", 4);  // a pair of halves
  const std::string halves =
      as_utf16("content,time,rating\n", true) + smile + as_utf16(",1793696400,4\n", true);
  EXPECT_EQ(read(halves).ratings.at(0).content, "\xf0\x9f\x98\x80");
  EXPECT_THROW(read(std::string("\xff\xfe\0\0x\0\0\0", 8)), Error);
  EXPECT_THROW(read(kTable, {.encoding = "latin9"}), Error);
}

std::vector<std::string> times_of(std::string_view column, const RatingsCsvOptions& options = {}) {
  std::string text = "content\ttime\trating\n";
  for (std::size_t at = 0; at < column.size();) {
    const std::size_t end = column.find('\n', at);
    text += "x\t" + std::string(column.substr(at, end - at)) + "\t4\n";
    at = end + 1;
  }
  std::vector<std::string> times;
  const RatingsCsv csv = read(text, options);
  for (const Rating& rating : csv.ratings) times.push_back(rfc3339(rating.time).substr(0, 16));
  for (const BadLine& bad : csv.bad) times.push_back(bad.cause);
  return times;
}

TEST(RatingsTable, DatesAreReadInTheOrderThatTheColumnTells) {
  const RatingsCsvOptions utc{.utc_offset = std::chrono::minutes(0)};
  const auto third = "2026-11-03T09:15";
  EXPECT_THAT(times_of("03.11.2026 09:15\n3.11.2026 9:15\n3.11.2026, 9:15:00\n", utc),
              ElementsAre(third, third, third));
  EXPECT_THAT(times_of("2026/11/03 9:15 AM\n2026-11-03 09:15 am\n2026-11-3T9:15\n", utc),
              ElementsAre(third, third, third));
  EXPECT_THAT(times_of("11/03/2026 9:15 AM\n11/25/2026 12:00 AM\n", utc),
              ElementsAre(third, "2026-11-25T00:00"));
  EXPECT_THAT(times_of("03/11/2026 9:15\n25/11/2026 12:30 PM\n", utc),
              ElementsAre(third, "2026-11-25T12:30"));
  EXPECT_THAT(times_of("03/11/2026 9:15\n04/11/2026 9:15\n", utc),
              ElementsAre(cause::kNoOrder, cause::kNoOrder))
      << "nothing tells: asked for";
  EXPECT_THAT(times_of("13/11/2026 9:15\n11/14/2026 9:15\n03/11/2026 9:15\n", utc),
              ElementsAre("2026-11-13T09:15", "2026-11-14T09:15", cause::kNoOrder));
  RatingsCsvOptions said = utc;
  said.dates = "day-first";
  EXPECT_THAT(times_of("03/11/2026 9:15\n", said), ElementsAre(third));
  said.dates = "month-first";
  EXPECT_THAT(times_of("03/11/2026 9:15 PM\n", said), ElementsAre("2026-03-11T21:15"));
  EXPECT_THAT(times_of("03/11/2026 9:15\u202FPM\n", said), ElementsAre("2026-03-11T21:15"));
  said.dates = "year";
  EXPECT_THROW(times_of("03/11/2026 9:15\n", said), Error);
  EXPECT_THAT(
      times_of("3.11.2026\n31/02/2026 9:15\n3-11-26 9:15\n13:15 PM\n3.11.2026 13:15 PM\n", utc),
      ElementsAre(cause::kNoTimeOfDay, cause::kNoTime, cause::kNoTime, cause::kNoTime,
                  cause::kNoTime));
}

TEST(RatingsTable, TimesWithoutAZoneAreOnTheStoresClock) {
  // An hour ahead in winter, two in summer.
  const UtcOffset clock = [](WallTime time) {
    return std::chrono::minutes(rfc3339(time) < "2026-10-25T01:00" ? 120 : 60);
  };
  const RatingsCsvOptions store{.clock = clock};
  EXPECT_THAT(times_of("2026-11-03 10:15\n2026-07-03 10:15\n", store),
              ElementsAre("2026-11-03T09:15", "2026-07-03T08:15"));
  EXPECT_THAT(times_of("3.11.2026 10:15 UTC\n3.11.2026 10:15+02:00\n", store),
              ElementsAre("2026-11-03T10:15", "2026-11-03T08:15"));
  EXPECT_THAT(times_of("2026-11-03 10:15\n"), ElementsAre(cause::kNoZone));
  const RatingsCsv csv = read("content,time,rating\na,2026-11-03 10:00,4\na,1793696400,4\n", store);
  EXPECT_EQ(csv.times.local, 1);
}

/// The clock of a place that is set by an hour at `change`: `before` minutes from UTC until then.
UtcOffset set_at(const char* change, int before, int after) {
  return [at = *parse_time(change).time, before, after](WallTime time) {
    return std::chrono::minutes(time < at ? before : after);
  };
}

// As seen: the same night was read as the second hour in Berlin and as the first in New York.
TEST(RatingsTable, AnHourThatComesTwiceIsTheFirstOfTheTwoEverywhere) {
  const std::string text =
      "content,time,rating\na,{0} 00:59,4\na,{0} 01:30,4\na,{0} 02:30,4\na,{0} 03:30,4\n"
      "a,{0} 01:30-05:00,4\n";
  const struct {
    const char *day, *change;
    int before, after;
    std::vector<std::string> times;
    std::size_t twice;  // line
  } cases[] = {{"2026-10-25",
                "2026-10-25T01:00:00Z",
                120,
                60,
                {"2026-10-24T22:59", "2026-10-24T23:30", "2026-10-25T00:30", "2026-10-25T02:30"},
                4},
               {"2026-11-01",
                "2026-11-01T06:00:00Z",
                -240,
                -300,
                {"2026-11-01T04:59", "2026-11-01T05:30", "2026-11-01T07:30", "2026-11-01T08:30"},
                3}};
  for (const auto& one : cases) {
    const RatingsCsv csv = read(fmt::format(fmt::runtime(text), one.day),
                                {.clock = set_at(one.change, one.before, one.after)});
    ASSERT_EQ(csv.ratings.size(), 5u);
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_EQ(rfc3339(csv.ratings[i].time).substr(0, 16), one.times[i]);
    EXPECT_EQ(rfc3339(csv.ratings[4].time).substr(0, 16), std::string(one.day) + "T06:30")
        << "said, and so the second of them";
    EXPECT_EQ(csv.times.local, 4);
    EXPECT_EQ(csv.times.repeated, 1);
    EXPECT_EQ(csv.times.first_repeated, one.twice);
  }
}

TEST(RatingsTable, ATimeThatNeverWasIsRefused) {
  const RatingsCsv csv = read("content,time,rating\na,2026-03-29 02:30,4\na,2026-03-29 03:00,4\n",
                              {.clock = set_at("2026-03-29T01:00:00Z", 60, 120)});
  ASSERT_EQ(csv.bad.size(), 1u);
  EXPECT_EQ(csv.bad[0].line, 2u);
  EXPECT_EQ(csv.bad[0].cause, cause::kNever);
  EXPECT_THAT(by_cause(csv.bad, false)[0].remedy, HasSubstr("--utc-offset"));
  EXPECT_EQ(rfc3339(csv.ratings.at(0).time).substr(0, 16), "2026-03-29T01:00");
}

// As seen: "1,000" was read as 1.
TEST(RatingsTable, NumbersAreReadAsTheySayOrRefused) {
  const auto value = [](std::string_view text) { return number_in(text).value.value_or(-1); };
  EXPECT_EQ(value("4"), 4);
  EXPECT_EQ(value("4.5"), 4.5);
  EXPECT_EQ(value("4,5"), 4.5);
  EXPECT_EQ(value("4.500"), 4.5) << "a point is always the decimal one";
  EXPECT_EQ(value("4,25"), 4.25);
  EXPECT_EQ(value("0,500"), 0.5) << "no thousands begin with 0";
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("1000,125"), 1000.125);
  for (const char* grouped : {"1,000", "12,345", "123,456"}) {
    EXPECT_FALSE(number_in(grouped).value) << grouped;
    EXPECT_TRUE(number_in(grouped).grouped) << grouped;
  }
  for (const char* none : {"", "-", "1,000,000", "1.000.000", "1.234,5", "1,234.5", "1e3", "nan",
                           "inf", "0x5", "4.", "4 5", "1'000", "+4", "4,-"})
    EXPECT_FALSE(number_in(none).value) << none;
  for (const char* scale : {"5", "1000"}) {
    const RatingsCsv csv =
        read(fmt::format("content;time;rating;scale\na;1793696400;1,000;{0}\na;1793696400;1,5;{0}\n"
                         "a;1793696400;1;1,000\n",
                         scale));
    ASSERT_EQ(csv.bad.size(), 2u) << scale;
    EXPECT_EQ(csv.bad[0].cause, cause::kThousands);
    EXPECT_EQ(csv.bad[1].reason, "the scale '1,000' may be meant in thousands or as a decimal");
    EXPECT_EQ(csv.ratings.size(), 1u);
  }
}

TEST(RatingsTable, ADecimalCommaBetweenCommasIsNotHalfRead) {
  const RatingsCsv csv =
      read("content,time,rating\na,1793696400,4,5\na,1793696400,4,\na,1793696400,\"4,5\"\n");
  ASSERT_EQ(csv.bad.size(), 1u);
  EXPECT_EQ(csv.bad[0].cause, cause::kMoreFields);
  EXPECT_EQ(csv.ratings.size(), 2u) << "an empty field more is none";
}

TEST(RatingsTable, AScaleFromZeroIsNotToldToBeOneToTen) {
  const RatingsCsv csv =
      read("content,time,rating\na,1793696400,0\na,1793696400,10\n", {.scale = 10});
  ASSERT_EQ(csv.bad.size(), 1u);
  EXPECT_THAT(by_cause(csv.bad, false)[0].remedy, HasSubstr("--scale 11"));
}

TEST(RatingsTable, LinesOfOneCauseAreToldTogether) {
  std::string text = "content,time,rating\n";
  for (int i = 0; i < 200; ++i) text += "a,2026-11-03 10:00," + std::to_string(i % 5 + 1) + "\n";
  text += "a,1793696400,9\na,1793696400,8\n,1793696400,3\n";
  const RatingsCsv csv = read(text);
  const auto causes = by_cause(csv.bad, false);
  ASSERT_EQ(causes.size(), 3u);
  EXPECT_EQ(causes[0].count, 200u);
  EXPECT_THAT(in_words(causes[0]), testing::StartsWith("200 lines, the first is 2: "));
  EXPECT_THAT(causes[0].remedy, HasSubstr("--time-zone"));
  EXPECT_THAT(causes[1].remedy, HasSubstr("--scale 10"));
  EXPECT_EQ(in_words(causes[2]), "line 204: the content is empty");
  EXPECT_THAT(by_cause(csv.bad, true)[0].remedy, HasSubstr("utc_offset=")) << "for a request";
}

}  // namespace
}  // namespace mien::imports
