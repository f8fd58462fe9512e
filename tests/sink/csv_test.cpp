// tracks.csv as spreadsheets and pandas read it.
#include <limits>

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
