// A run with contents leaves its audience in mien.db.
#include "audience/audience_sink.h"

#include <gmock/gmock.h>

#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class AudienceSinkTest : public FolderTest {
 protected:
  static RunInfo run() {
    RunInfo info;
    info.started_at = "2026-11-03T09:00:00.000Z";
    return info;
  }
  /// People who stand for two seconds each, one after another, and whose tracks end.
  static void visitors(Sink& sink, const std::string& input, int people, const Look& look) {
    for (int person = 0; person < people; ++person) {
      for (int i = 0; i <= 10; ++i)
        sink.frame(input, frame(person * 4 + i * 0.2, {face(person + 1, look)}));
      sink.track(input, {.id = person + 1});
    }
  }
};

TEST_F(AudienceSinkTest, FillsTheDatabase) {
  {
    const auto sink = make_audience_sink(file_);
    sink->open(run());
    visitors(*sink, "aisle", 6, {.zone = "shelf"});
    visitors(*sink, "aisle", 6, {.content = ""});  // its clock steps back, nobody is in the zone
    visitors(*sink, "till", 5, {.label = Emotion::happiness, .valence = 0.8});
    sink->close({});
  }
  Store store(file_);
  EXPECT_EQ(store.totals({.camera = "aisle"})->exposures, 6);
  EXPECT_DOUBLE_EQ(store.totals({.camera = "aisle"})->dwell_s, 2);
  EXPECT_EQ(store.totals({.camera = "till"})->exposures, 5);
  EXPECT_NEAR(*store.totals({.camera = "till"})->valence, 0.8, 1e-4);
  EXPECT_EQ(store.series(Span::hour).at(0).begin, kNine);
}

TEST_F(AudienceSinkTest, StaysThatStillGoOnAreKeptAtTheEnd) {
  const auto sink = make_audience_sink(file_, {.store = {.min_audience = 1}});
  sink->open(run());
  for (int i = 0; i <= 10; ++i) sink->frame("till", frame(i * 0.2, {face(1)}));
  sink->close({});
  EXPECT_EQ(Store(file_, {.min_audience = 1}).totals()->exposures, 1);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM open_exposures"), 0);
}

TEST_F(AudienceSinkTest, RecordingsCanBeToldWhenTheyWereMade) {
  const auto sink = make_audience_sink(file_, {.store = {.min_audience = 1}, .base = kNine - 48h});
  sink->open(run());
  visitors(*sink, "till", 1, {});
  sink->close({});
  EXPECT_EQ(Store(file_, {.min_audience = 1}).series(Span::hour).at(0).begin, kNine - 48h);
}

TEST_F(AudienceSinkTest, ARecordingThatIsAnalysedAgainCountsOnce) {
  for (int round = 0; round < 2; ++round) {
    const auto sink =
        make_audience_sink(file_, {.store = {.min_audience = 1, .once = true}, .base = kNine});
    sink->open(run());
    visitors(*sink, "till", 3, {});
    // Two who are alike in all but that they are two.
    for (int i = 0; i <= 10; ++i)
      sink->frame("till", frame(60 + i * 0.2, {face(11, {}), face(12, {})}, "shelf"));
    sink->close({});
    EXPECT_EQ(Store(file_, {.min_audience = 1}).totals()->exposures, 5) << "round " << round;
  }
}

/// Runs over a recording of three people in front of the till, begun at `base`.
class Recordings : public AudienceSinkTest {
 protected:
  void analyse(const std::string& recording, WallTime base, int people = 3,
               const Summary& summary = {}, const std::string& camera = "till") {
    const auto sink = make_audience_sink(file_, {.store = {.min_audience = 1, .once = true},
                                                 .base = base,
                                                 .recordings = {{camera, recording}}});
    sink->open(run());
    // The aisle has a zone, and nobody stands in it.
    visitors(*sink, camera, people, {.content = camera == "aisle" ? "" : "shelf"});
    sink->close(summary);
  }
  std::int64_t stays(const std::string& where = "1") {
    return Database(file_).integer("SELECT count(*) FROM exposures WHERE " + where);
  }
};

TEST_F(Recordings, TheSameRecordingCountsOnceWheneverAndAsWhateverCameraItIsAnalysed) {
  analyse("hash-a", kNine);
  analyse("hash-b", kNine);
  EXPECT_EQ(stays(), 6) << "two recordings";
  analyse("hash-a", kNine + 1h);
  EXPECT_EQ(stays(), 6);
  EXPECT_EQ(stays("start_ms >= " + std::to_string(since_1970_ms(kNine + 1h))), 3);
  analyse("hash-a", kNine + 2h, 2, {}, "aisle");  // nobody in the aisle's zone
  EXPECT_EQ(stays(), 3);
  EXPECT_EQ(stays("recording = 'hash-b'"), 3);
  Store store(file_, {.min_audience = 1});
  EXPECT_EQ(store.totals()->exposures, 3) << "the sums follow";
}

TEST_F(Recordings, ARunThatDidNotSeeAllOfItReplacesNothing) {
  analyse("hash-a", kNine);
  analyse("hash-a", kNine, 1, {.interrupted = true});
  EXPECT_EQ(stays(), 3);
  Summary broken;
  broken.inputs.push_back({.input = "till", .error = "cannot be read"});
  analyse("hash-a", kNine, 1, broken);
  EXPECT_EQ(stays(), 3);
  analyse("hash-a", kNine, 1);
  EXPECT_EQ(stays(), 1);
}

TEST_F(Recordings, FormerStaysStandUntilTheNewOnesAreThere) {
  analyse("hash-a", kNine);
  const auto sink = make_audience_sink(
      file_, {.store = {.min_audience = 1}, .base = kNine, .recordings = {{"till", "hash-a"}}});
  sink->open(run());
  visitors(*sink, "till", 2, {});
  EXPECT_EQ(stays(), 3);
  sink->close({});
  EXPECT_EQ(stays(), 2);
}

// A run that was killed left stays of it: ended ones and one that went on.
TEST_F(Recordings, WhatAKilledRunLeftIsReplacedToo) {
  {
    Store store(file_, {.min_audience = 1});
    Exposure left = stay("shelf", kNine, 3, 0, "till");
    left.recording = "hash-a";
    store.set_open("till", {left});
    store.flush();
  }
  analyse("hash-a", kNine);
  EXPECT_EQ(stays(), 3);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM open_exposures"), 0);
}

// Before schema 4 a stay did not say which recording it was seen in.
TEST_F(Recordings, StaysOfAnOlderFileAreTakenOver) {
  analyse("", kNine);
  EXPECT_EQ(stays("recording = ''"), 3);
  analyse("hash-a", kNine);
  EXPECT_EQ(stays(), 3);
  EXPECT_EQ(stays("recording = 'hash-a'"), 3);
}

TEST_F(AudienceSinkTest, EachRecordingMayHaveATimeOfItsOwn) {
  const auto sink = make_audience_sink(
      file_, {.store = {.min_audience = 1}, .base = kNine, .bases = {{"till", kNine - 48h}}});
  sink->open(run());
  visitors(*sink, "till", 1, {});
  visitors(*sink, "aisle", 1, {.zone = "shelf"});
  sink->close({});
  Store store(file_, {.min_audience = 1});
  EXPECT_EQ(store.series(Span::hour, {.camera = "till"}).at(0).begin, kNine - 48h);
  EXPECT_EQ(store.series(Span::hour, {.camera = "aisle"}).at(0).begin, kNine);
}

TEST_F(AudienceSinkTest, DeletesNothingByAWrongClock) {
  {
    Store store(file_, {.retention_days = 30});
    store.add(std::vector{stay("shelf", wall_now() - std::chrono::days(400), 2, 0.5)});
  }
  std::vector<std::string> said;
  AudienceSinkOptions options{.store = {.retention_days = 30}};
  options.log = [&](const std::string& words) { said.push_back(words); };
  make_audience_sink(file_, options)->open({});
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM exposures"), 1)
      << "is now today, or is the clock ahead?";
  EXPECT_THAT(said, testing::Contains(testing::HasSubstr("--clock-is-right")));
}

TEST_F(AudienceSinkTest, TouchesNothingBeforeOpen) {
  const auto sink = make_audience_sink(file_);
  visitors(*sink, "till", 1, {});
  sink->close({});
  EXPECT_FALSE(std::filesystem::exists(file_));
}

}  // namespace
}  // namespace mien::audience
