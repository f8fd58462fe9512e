// tracks.csv as spreadsheets and pandas read it.
#include <limits>
#include <sstream>

#include <gmock/gmock.h>

#include "sink_fixture.h"

namespace mien::sink {
namespace {

using testing::HasSubstr;

class TracksCsvFile : public SinkTest {};

constexpr const char* kHeader =
    "input,track_id,start_s,end_s,frames,emotion,confidence,valence,arousal,best_frame_s\n";

TEST_F(TracksCsvFile, HoldsTheContractsColumns) {
  auto sink = make_tracks_csv(folder_ / "t.csv");
  sink->open(example_run());
  EXPECT_EQ(read(folder_ / "t.csv"), kHeader) << "a run without tracks leaves the header";
  sink->track("a.mp4", example_track(1));
  sink->track("a.mp4", example_track(2, Emotion::unknown));
  sink->close(example_summary({"a.mp4"}));
  EXPECT_EQ(read(folder_ / "t.csv"), std::string(kHeader) +
                                         "a.mp4,1,1.04,3.333,57,happiness,0.75,-0.1235,0.3,2.2\n"
                                         "a.mp4,2,1.04,3.333,57,unknown,0.75,-0.1235,0.3,2.2\n");
}

TEST_F(TracksCsvFile, NamesThePictureOfAFolder) {
  auto sink = make_tracks_csv(folder_ / "t.csv");
  sink->open(example_run());
  Track track = example_track(1);
  track.file = "img 1.jpg";
  sink->track("photos", track);
  sink->track("photos/", track);
  sink->close({});
  const std::string text = read(folder_ / "t.csv");
  EXPECT_EQ(text.substr(0, std::string(kHeader).size()), kHeader);
  EXPECT_THAT(text, HasSubstr("\nphotos/img 1.jpg,1,1.04,"));
  EXPECT_THAT(text, testing::Not(HasSubstr("//")));
}

TEST_F(TracksCsvFile, QuotesNamesThatWouldBreakTheTable) {
  auto sink = make_tracks_csv(folder_ / "t.csv");
  sink->open(example_run());
  sink->track("a,b", example_track(1));
  sink->track("say \"hi\"", example_track(1));
  sink->track("two\nlines", example_track(1));
  sink->track("caf\xe9", example_track(1));
  sink->close({});
  const std::string text = read(folder_ / "t.csv");
  EXPECT_THAT(text, HasSubstr("\n\"a,b\",1,"));
  EXPECT_THAT(text, HasSubstr("\n\"say \"\"hi\"\"\",1,"));
  EXPECT_THAT(text, HasSubstr("\n\"two\nlines\",1,"));
  EXPECT_THAT(text, HasSubstr("\ncaf\xef\xbf\xbd,1,"));
}

TEST_F(TracksCsvFile, IsInTheOrderOfTheInputsThenOfTheBegins) {
  const auto track = [](std::int64_t id, double start_s) {
    Track one = example_track(id);
    one.start_s = start_s;
    return one;
  };
  auto sink = make_tracks_csv(folder_ / "t.csv");
  sink->open(example_run());
  sink->track("a.mp4", track(2, 0.5));  // which ends first, of which input, is chance
  sink->track("z,1.mp4", track(1, 0));
  sink->track("a.mp4", track(3, 0.2));
  sink->track("z,1.mp4", track(12, 7));
  sink->track("z,1.mp4", track(2, 7));
  sink->track("a.mp4", track(1, 0.5));
  sink->close(example_summary({"z,1.mp4", "a.mp4"}));
  std::vector<std::string> begins;
  std::istringstream lines(read(folder_ / "t.csv"));
  for (std::string line; std::getline(lines, line);)
    begins.push_back(line.substr(0, line.find(",3.333")));
  EXPECT_EQ(begins[0] + "\n", kHeader);
  begins.erase(begins.begin());
  EXPECT_THAT(begins,
              testing::ElementsAre("\"z,1.mp4\",1,0.0", "\"z,1.mp4\",2,7.0", "\"z,1.mp4\",12,7.0",
                                   "a.mp4,3,0.2", "a.mp4,1,0.5", "a.mp4,2,0.5"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    EXPECT_NE(entry.path().extension(), ".part");
}

TEST_F(TracksCsvFile, WhatWasNotReadIsEmpty) {
  Track track = example_track(1, Emotion::unknown);
  track.expression.valence = track.expression.arousal = std::numeric_limits<float>::quiet_NaN();
  auto sink = make_tracks_csv(folder_ / "t.csv");
  sink->open(example_run());
  sink->track("a", track);
  sink->close({});
  EXPECT_THAT(read(folder_ / "t.csv"), HasSubstr("\na,1,1.04,3.333,57,unknown,0.75,,,2.2\n"));
}

TEST_F(TracksCsvFile, NeverHoldsNanOrInfinity) {
  Track track = example_track(1);
  track.start_s = std::numeric_limits<double>::quiet_NaN();
  track.expression.valence = -std::numeric_limits<float>::infinity();
  track.expression.arousal = -0.00001f;
  auto sink = make_tracks_csv(folder_ / "t.csv");
  sink->open(example_run());
  sink->track("a", track);
  sink->close({});
  EXPECT_EQ(read(folder_ / "t.csv"),
            std::string(kHeader) + "a,1,0.0,3.333,57,happiness,0.75,0.0,0.0,2.2\n");
}

TEST_F(TracksCsvFile, AFullDiskIsNamed) {
  const Error error = output_failure([] {
    auto sink = make_tracks_csv("/dev/full");
    sink->open(example_run());
    sink->close({});
  });
  EXPECT_EQ(error.where(), "/dev/full");
  EXPECT_THAT(error.reason(), HasSubstr("No space left"));
}

}  // namespace
}  // namespace mien::sink
