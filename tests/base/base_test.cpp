#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "mien/error.h"
#include "mien/types.h"

#include "base/histogram.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/time.h"

namespace mien {
namespace {

TEST(Names, RoundTrip) {
  for (int i = 0; i <= static_cast<int>(kEmotions); ++i) {
    const auto emotion = static_cast<Emotion>(i);
    EXPECT_EQ(emotion_named(name_of(emotion)), emotion);
  }
  EXPECT_FALSE(emotion_named("joy"));
}

TEST(Iou, KnownOverlaps) {
  EXPECT_FLOAT_EQ(iou({0, 0, 10, 10}, {0, 0, 10, 10}), 1);
  EXPECT_FLOAT_EQ(iou({0, 0, 10, 10}, {5, 0, 10, 10}), 50.f / 150);
  EXPECT_FLOAT_EQ(iou({0, 0, 10, 10}, {10, 0, 10, 10}), 0);
  EXPECT_FLOAT_EQ(iou({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
}

TEST(Histogram, PercentilesAreWithinFivePercent) {
  Histogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.add(i);
  EXPECT_NEAR(histogram.percentile(0.50), 500, 25);
  EXPECT_NEAR(histogram.percentile(0.99), 990, 50);
  Histogram twice = histogram;
  twice.merge(histogram);
  EXPECT_EQ(twice.count(), 2000u);
  EXPECT_NEAR(twice.percentile(0.50), 500, 25);
}

TEST(Histogram, APercentileIsTheNearestRank) {
  Histogram ten;
  for (int i = 1; i <= 10; ++i) ten.add(100 * i);
  EXPECT_NEAR(ten.percentile(0.99), 1000, 25) << "of ten, the largest";
  EXPECT_NEAR(ten.percentile(0.95), 1000, 25);
  EXPECT_NEAR(ten.percentile(0.9), 900, 23);
  EXPECT_NEAR(ten.percentile(0.5), 500, 13);
  EXPECT_NEAR(ten.percentile(0), 100, 3);
  Histogram twenty;
  for (int i = 1; i <= 20; ++i) twenty.add(100 * i);
  EXPECT_NEAR(twenty.percentile(0.95), 1900, 48) << "the 19th: a rank that is whole is not rounded";
}

TEST(Histogram, SurvivesAbsurdValues) {
  Histogram histogram;
  for (const double value : {-1.0, 0.0, 1e-30, 1e30}) histogram.add(value);
  EXPECT_EQ(histogram.count(), 4u);
  EXPECT_EQ(Histogram().percentile(0.5), 0);
}

TEST(Text, NearestFindsSlipsAndNothingElse) {
  const std::vector<std::string> names{"retinaface", "centerface", "hog"};
  EXPECT_EQ(nearest("retinface", names), "retinaface");
  EXPECT_EQ(nearest("hgo", names), "hog");
  EXPECT_EQ(nearest("spaghetti", names), std::nullopt);
  EXPECT_EQ(did_you_mean("xxxxxxxxx", names), "one of: retinaface, centerface, hog");
}

TEST(Days, AreReadAsTheyAreWritten) {
  const auto day = parse_day("2026-11-03");
  ASSERT_TRUE(day);
  EXPECT_EQ(day_words(*day), "2026-11-03");
  for (const char* none : {"", "2026-11-3", "2026-02-29", "2026-11-03 ", "monday"})
    EXPECT_FALSE(parse_day(none)) << none;
}

TEST(Time, IsWrittenInUtcToTheMillisecond) {
  EXPECT_EQ(rfc3339(wall_of(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(wall_of(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(rfc3339(wall_of(1793697327041)), "2026-11-03T09:15:27.041Z");
  EXPECT_EQ(rfc3339(wall_of(253402300800000)), "10000-01-01T00:00:00.000Z");
  std::string line = "at ";
  append_rfc3339(line, wall_of(7));
  EXPECT_EQ(line, "at 1970-01-01T00:00:00.007Z");
}

TEST(Sha256, KnownDigest) {
  const auto file = std::filesystem::temp_directory_path() / "mien_sha256_test";
  std::ofstream(file) << "abc";
  EXPECT_EQ(sha256_of_file(file),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  std::filesystem::remove(file);
  EXPECT_THROW(sha256_of_file(file), Error);
}

TEST(Sha256, IsOneWhateverItIsAskedOf) {  // FIPS 180-2, appendix B.1
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const unsigned char bytes[] = {'a', 'b', 'c'};
  EXPECT_EQ(sha256_of_text("abc"), abc);
  EXPECT_EQ(sha256_of_bytes(bytes), abc);
  EXPECT_EQ(hex_of(sha256_of("abc")), abc);
  EXPECT_EQ(sha256_of_text(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Error, SaysWhereWhatAndWhatToDo) {
  EXPECT_STREQ(Error(ErrorKind::input, "a.mp4", "is empty", "record it again").what(),
               "a.mp4: is empty (record it again)");
}

}  // namespace
}  // namespace mien
