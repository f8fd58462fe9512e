// Files as tills, kiosks and survey tools write them.
#include "imports/ratings_csv.h"

#include <gmock/gmock.h>

#include "mien/error.h"

#include "audience/faces.h"
#include "base/csv_reader.h"

namespace mien::imports {
namespace {

using namespace audience;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

RatingsCsv read(std::string_view text, RatingsCsvOptions options = {}) {
  return read_ratings_csv(text, options);
}

TEST(RatingsFile, APlainOneIsReadWhole) {
  const RatingsCsv csv = read(
      "content,time,rating,camera\n"
      "cereal,2026-11-03T09:00:00Z,4,aisle-3\n"
      "\"bread, fresh\",1793696400,1,\n");
  EXPECT_TRUE(csv.bad.empty());
  ASSERT_EQ(csv.ratings.size(), 2u);
  EXPECT_EQ(csv.ratings[0].content, "cereal");
  EXPECT_EQ(csv.ratings[0].camera, "aisle-3");
  EXPECT_EQ(csv.ratings[0].time, kNine);
  EXPECT_EQ(csv.ratings[0].value, 4);
  EXPECT_EQ(csv.ratings[0].scale, 5);
  EXPECT_EQ(csv.ratings[0].source, "csv");
  EXPECT_EQ(csv.ratings[1].content, "bread, fresh");
  EXPECT_EQ(csv.ratings[1].camera, "");
  EXPECT_EQ(csv.ratings[1].time, kNine);
}

TEST(RatingsFile, OfMoreLinesThanMayBeReadAtOnceIsRefusedBeforeItIsRead) {
  std::string text = "content,time,rating\n";
  for (int i = 0; i < 3; ++i) text += "a,1793696400,4\n";
  EXPECT_EQ(read(text, {.most_lines = 4}).ratings.size(), 3u);
  EXPECT_EQ(read(text, {.most_lines = 0}).ratings.size(), 3u);
  try {
    read(text, {.most_lines = 3});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("more than 3 lines"));
  }
}

TEST(RatingsFile, HeadersOfOtherProgramsAreUnderstood) {
  const RatingsCsv csv = read(
      "\xef\xbb\xbfResponse ID;Created At;Product;Stars;e-mail;Location\r\n"
      "17;2026-11-03 10:00:00+01:00;cereal;4,5;someone@example.org;aisle-3\r\n");
  ASSERT_EQ(csv.ratings.size(), 1u) << csv.bad.at(0).reason;
  EXPECT_EQ(csv.ratings[0].source_row, "17");
  EXPECT_EQ(csv.ratings[0].value, 4.5) << "a decimal comma";
  EXPECT_EQ(csv.ratings[0].time, kNine);
  EXPECT_THAT(csv.ignored_columns, ElementsAre("e-mail"));
}

// As seen: every line was refused, "has a date but no time of day".
TEST(RatingsFile, DateAndTimeInColumnsOfTheirOwn) {
  for (const char* text : {"content,date,time,rating\na,2026-11-03,09:00:00Z,4\n",
                           "time;content;Date;rating\n10:00:00+01:00;a;03.11.2026;4\n",
                           "content,Day,Time of day,rating,created\na,2026/11/3,9:00 AM UTC,4,x\n",
                           "content,date,timestamp,rating\na,3.11.26,1793696400,4\n",
                           "content,date,time,rating\na,2025-01-01,2026-11-03T09:00:00Z,4\n",
                           "content,date,rating\na,2026-11-03T09:00:00Z,4\n"}) {
    const RatingsCsv csv = read(text);
    ASSERT_EQ(csv.ratings.size(), 1u) << text << csv.bad.at(0).reason;
    EXPECT_EQ(csv.ratings[0].time, kNine) << text;
  }
  EXPECT_THAT(read("content,date,time,rating\na,2026-11-03,,4\n").bad.at(0).reason,
              HasSubstr("has a date but no time of day"));
  EXPECT_THAT(read("content,date,time,rating\na,,9:00,4\n").ratings, IsEmpty());
}

TEST(RatingsFile, YearsOfTwoDigits) {
  EXPECT_EQ(read("content,time,rating\na,11/25/26 9:00 UTC,4\n").ratings.at(0).time,
            read("content,time,rating\na,2026-11-25T09:00:00Z,4\n").ratings.at(0).time);
  EXPECT_EQ(read("content,time,rating\na,3.11.26 9:00 UTC,4\n").ratings.at(0).time, kNine);
  EXPECT_THAT(read("content,time,rating\na,26-11-03 9:00 UTC,4\n").ratings, IsEmpty());
  EXPECT_THAT(read("content,time,rating\na,3/11/26 9:00 UTC,4\n").bad.at(0).reason,
              HasSubstr("may mean the day or the month first"));
}

TEST(RatingsFile, OtherScalesAreBroughtToFive) {
  const RatingsCsv csv = read(
      "content,time,rating,scale\n"
      "a,1793696400,10,\n"
      "a,1793696400,1,\n"
      "a,1793696400,4,7\n",
      {.scale = 10});
  ASSERT_EQ(csv.ratings.size(), 3u);
  EXPECT_EQ(csv.ratings[0].value, 5);
  EXPECT_EQ(csv.ratings[1].value, 1);
  EXPECT_EQ(csv.ratings[2].value, 3);
  EXPECT_EQ(csv.ratings[2].scale, 7);
  EXPECT_THROW(read("content,time,rating\n", {.scale = 1}), Error);
}

TEST(RatingsFile, BadLinesAreNamedAndTheOthersKept) {
  const RatingsCsv csv = read(
      "content,time,rating,scale\n"
      "a,1793696400,3\n"
      "\n"
      ",1793696400,3\n"
      "a,yesterday,3\n"
      "a,1793696400,6\n"
      "a,1793696400,good\n"
      "a,1793696400,\n"
      "a\n"
      "\"a\"b,1793696400,3\n"
      "a,1793696400,3,1.5\n"
      "caf\xe9,1793696400,3\n"
      "\"a\nb\",1793696400,3\n"
      "a,1793696400,nan\n"
      "a,1793696400,5\n"
      "\"a,1793696400,3\n"
      "a,1793696400,4\n");
  std::vector<std::string> bad;
  for (const BadLine& line : csv.bad) bad.push_back(std::to_string(line.line) + " " + line.reason);
  EXPECT_THAT(
      bad, ElementsAre("4 the content is empty", HasSubstr("5 the time 'yesterday' is neither"),
                       "6 the rating '6' is not a number from 1 to 5",
                       "7 the rating 'good' is not a number from 1 to 5", "8 the rating is empty",
                       "9 the rating is empty", "10 text follows a closing quote",
                       HasSubstr("11 the scale '1.5'"), "12 the content is not UTF-8",
                       "13 the content holds a control character",
                       "15 the rating 'nan' is not a number from 1 to 5",
                       "17 a quote is opened and never closed"));
  std::vector<double> values;
  for (const Rating& rating : csv.ratings) values.push_back(rating.value);
  EXPECT_THAT(values, ElementsAre(3, 5, 4)) << "the line after an unclosed quote is read again";
}

TEST(RatingsFile, EqualRatingsOfOneFileAreTwoCustomers) {
  const RatingsCsv csv = read(
      "content,time,rating\n"
      "a,1793696400,3\na,1793696400,3\na,1793696400,4\na,1793696400,3\n");
  std::vector<std::string> rows;
  for (const Rating& rating : csv.ratings) rows.push_back(rating.source_row);
  EXPECT_THAT(rows, ElementsAre("", "#2", "", "#3"));
}

TEST(RatingsFile, WithoutItsColumnsItIsRefusedAsAWhole) {
  const auto refused = [](std::string_view text) {
    try {
      read(text, {.file = "x.csv"});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_EQ(error.where(), "x.csv");
      EXPECT_FALSE(error.remedy().empty());
      return error.reason();
    }
    ADD_FAILURE() << text;
    return std::string();
  };
  EXPECT_THAT(refused(""), HasSubstr("empty"));
  EXPECT_THAT(refused("\r\n\n"), HasSubstr("empty"));
  EXPECT_THAT(refused("time,rating\n1,2\n"), HasSubstr("'content'"));
  EXPECT_THAT(refused("content,rating\n"), HasSubstr("'time'"));
  EXPECT_THAT(refused("content,time\n"), HasSubstr("'rating'"));
  EXPECT_THAT(refused("\"content\n"), HasSubstr("quote"));
}

TEST(CsvReaderTest, EveryLineEndAndSeparator) {
  for (const std::string separator : {",", ";", "\t", "|"}) {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
      const std::string text =
          "a" + separator + "b" + end + "\"x" + end + "\"\"y\"" + separator + end + "z";
      CsvReader reader(text);
      CsvRecord record;
      ASSERT_TRUE(reader.next(record));
      EXPECT_THAT(record.fields, ElementsAre("a", "b"));
      ASSERT_TRUE(reader.next(record));
      EXPECT_THAT(record.fields, ElementsAre("x" + end + "\"y", ""));
      EXPECT_EQ(record.line, 2u);
      ASSERT_TRUE(reader.next(record));
      EXPECT_THAT(record.fields, ElementsAre("z"));
      EXPECT_EQ(record.line, 4u);
      EXPECT_FALSE(reader.next(record));
    }
  }
}

TEST(CsvReaderTest, AnEndlessQuoteOrLineCostsOneLine) {
  const std::string text =
      "a,b\n\"" + std::string(100'000, 'x') + "\n" + std::string(9'000, 'y') + "\nc,d\n";
  CsvReader reader(text);
  CsvRecord record;
  std::vector<std::string> problems;
  while (reader.next(record)) problems.push_back(record.problem);
  EXPECT_THAT(problems, ElementsAre("", "a quote is opened and never closed",
                                    "the line is longer than 8 KiB", ""));
}

}  // namespace
}  // namespace mien::imports
