#include "recordings/join.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "sink/together.h"
#include "track/trackers.h"

namespace mien::recordings {
namespace {

struct Recorder final : Sink {
  void frame(const std::string&, const FrameResult& result) override {
    indices.push_back(result.frame.index);
    for (const Face& face : result.faces) ids.push_back(face.track);
    content = result.content;
    files.push_back(result.file);
    if (!result.faces.empty()) last = result.faces[0].expression;
    if (!result.faces.empty()) zone = result.faces[0].zone, face_content = result.faces[0].content;
    at = result.at;
  }
  void track(const std::string&, const Track& track) override { tracks.push_back(track); }
  std::vector<std::int64_t> indices, ids;
  std::vector<Track> tracks;
  std::string content, zone, face_content;
  WallTime at;
  std::vector<std::string> files;
  Expression last;
};

FrameResult frame_with_face(std::int64_t index, double seconds) {
  FrameResult result;
  result.frame = {index, seconds, 640, 360};
  Face face;
  face.detection = {{100, 100, 80, 80}, 0.9f, {}};
  result.faces.push_back(face);
  return result;
}

struct Joined {
  Recorder& recorder() { return own; }
  CameraConfig camera{.name = "cam",
                      .input = "cam.mp4",
                      .content = "shelf",
                      .zones = {{"left", {{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}}}}};
  Recorder own;
  sink::Together outlet{{&own}};
  Join join{camera, chain::Follow(camera, track::TrackerOptions{}.min_confidence, {}), outlet};
};

/// A second of ten frames; it is stopped behind fewer.
void work(Join& join, std::size_t segment, int frames = 10) {
  chain::SegmentReport report;
  report.begin_s = static_cast<double>(segment);
  report.media_seconds = report.begin_s + frames * 0.1;
  report.cut = frames < 10;
  for (int i = 0; i < frames; ++i) {
    FrameResult result = frame_with_face(i, static_cast<double>(segment) + i * 0.1);
    join.deliver(segment, result);
    ++report.frames_decoded;
    ++report.frames_inferred;
  }
  join.segment_done(segment, report);
}

// However the segments come in, the sinks see one stream in order with one person in it.
TEST(Join, SegmentsInAnyOrderGiveOneStream) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    Joined joined;
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    std::ranges::shuffle(order, random);
    joined.join.planned({.name = "cam.mp4", .fps = 10}, order.size());
    for (const std::size_t segment : order) work(joined.join, segment);
    joined.join.finish();
    Recorder& seen = joined.recorder();
    ASSERT_EQ(seen.indices.size(), 60u);
    for (std::int64_t i = 0; i < 60; ++i) EXPECT_EQ(seen.indices[static_cast<std::size_t>(i)], i);
    ASSERT_EQ(seen.tracks.size(), 1u);
    EXPECT_EQ(seen.tracks[0].frames, 60);
    EXPECT_EQ(joined.join.summary().faces, 60);
  }
}

// The same place in the next picture is another person.
TEST(Join, PicturesAreEachForThemselves) {
  Joined joined;
  StreamInfo folder{.name = "photos", .fps = 1};
  folder.stills = true;
  folder.files = {"a.jpg", "broken.jpg", "c.jpg"};
  folder.passed_over = {{"d.heic", "a HEIC picture"}};
  joined.join.planned(folder, 1);
  for (const double second : {0.0, 2.0}) {  // the one between could not be read
    FrameResult result = frame_with_face(second > 0 ? 1 : 0, second);
    Expression& expression = result.faces[0].expression;
    expression.label = second > 0 ? Emotion::happiness : Emotion::sadness;
    expression.probabilities[second > 0 ? 1 : 3] = 1;
    expression.confidence = 1;
    result.faces[0].quality.overall = 1;
    joined.join.deliver(0, result);
  }
  joined.join.segment_done(0, {.frames_decoded = 2, .frames_inferred = 2});
  joined.join.finish();
  const Recorder& seen = joined.recorder();
  EXPECT_EQ(seen.ids, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(seen.files, (std::vector<std::string>{"a.jpg", "c.jpg"}));
  ASSERT_EQ(seen.tracks.size(), 2u);
  EXPECT_EQ(seen.tracks[0].file, "a.jpg");
  EXPECT_EQ(seen.tracks[1].file, "c.jpg");
  EXPECT_EQ(seen.tracks[0].expression.label, Emotion::sadness);
  EXPECT_EQ(seen.tracks[1].expression.label, Emotion::happiness);
  EXPECT_FLOAT_EQ(seen.last.probabilities[1], 1) << "nothing of the first one's";
  EXPECT_EQ(joined.join.summary().passed_over.size(), 1u);
}

TEST(Join, AnInterruptedRunKeepsWhatWasComputed) {
  Joined joined;
  joined.join.planned({}, 4);
  work(joined.join, 2);  // segments 0, 1 and 3 never came
  joined.join.finish();
  EXPECT_EQ(joined.recorder().indices.size(), 10u);
  EXPECT_EQ(joined.recorder().tracks.size(), 1u);
}

// What was never read has no count; the time of what follows tells where it belongs.
TEST(Join, FramesBehindAnUnfinishedSegmentKeepTheirPlace) {
  Joined joined;
  joined.join.planned({.name = "cam.mp4", .fps = 10}, 4);
  work(joined.join, 0);
  FrameResult begun = frame_with_face(3, 1.3);
  joined.join.deliver(1, begun);  // stopped here
  work(joined.join, 3);
  joined.join.finish();
  const auto& indices = joined.recorder().indices;
  ASSERT_EQ(indices.size(), 21u);
  EXPECT_EQ(indices[10], 13);
  EXPECT_EQ(indices[11], 30);
  EXPECT_EQ(indices[20], 39);
}

// Two workers were at two places: the video's length would be that of the later one.
TEST(Join, AnInterruptedRunSaysWhatItAnalysed) {
  Joined joined;
  joined.join.planned({.name = "cam.mp4", .fps = 10, .seconds = 6}, 6);
  work(joined.join, 0);
  work(joined.join, 1, 3);
  work(joined.join, 4);
  joined.join.finish();
  const InputSummary summary = joined.join.summary();
  EXPECT_EQ(summary.frames_decoded, 23);
  EXPECT_NEAR(summary.media_seconds, 2.3, 1e-9);
  EXPECT_EQ(summary.notes, (std::vector<std::string>{"interrupted: analysed 2.3 s of 6.0 s, "
                                                     "from 0.0 to 1.3 s and from 4.0 to 5.0 s"}));
  EXPECT_EQ(joined.recorder().indices[12], 12);
  EXPECT_EQ(joined.recorder().indices[13], 40) << "not 13: those between were not counted";
}

TEST(Join, ARunThatWasNotInterruptedIsAsLongAsItsVideo) {
  Joined joined;
  joined.join.planned({.name = "cam.mp4", .fps = 10, .seconds = 2}, 2);
  for (const std::size_t segment : {1u, 0u}) work(joined.join, segment);
  joined.join.finish();
  EXPECT_NEAR(joined.join.summary().media_seconds, 2, 1e-9);
  EXPECT_TRUE(joined.join.summary().notes.empty());
}

TEST(Join, SkippedFramesCountInTheNumbersOfThoseBehind) {
  Joined joined;
  joined.join.planned({.name = "cam.mp4", .fps = 10}, 2);
  chain::SegmentReport report{.frames_decoded = 2, .frames_inferred = 2, .frames_skipped = 8};
  joined.join.segment_done(0, report);
  work(joined.join, 1);
  EXPECT_EQ(joined.recorder().indices.front(), 10);
  EXPECT_EQ(joined.join.summary().frames_decoded, 12);
  EXPECT_EQ(joined.join.summary().frames_skipped, 8);
}

TEST(Join, TellsTheLastDamageWhoeverIsDoneLast) {
  Joined joined;
  joined.join.planned({.name = "cam.mp4", .fps = 10}, 3);
  for (const std::size_t segment : {2u, 0u, 1u}) {
    chain::SegmentReport report{.damaged_packets = segment == 1 ? 0 : 1};
    if (report.damaged_packets > 0) report.damage = "packet of part " + std::to_string(segment);
    joined.join.segment_done(segment, report);
  }
  EXPECT_EQ(joined.join.summary().damaged_packets, 2);
  EXPECT_EQ(joined.join.summary().damage, "packet of part 2");
}

TEST(Join, TellsTheFirstErrorWhoeverMeetsItFirst) {
  for (const std::vector<std::size_t>& order : {std::vector<std::size_t>{2, 1, 0}, {0, 1, 2}}) {
    Joined joined;
    joined.join.planned({.name = "cam.mp4", .fps = 10}, 3);
    for (const std::size_t segment : order) {
      chain::SegmentReport report;
      if (segment > 0) report.error = "part " + std::to_string(segment) + " cannot be read";
      joined.join.segment_done(segment, report);
    }
    EXPECT_EQ(joined.join.summary().error, "part 1 cannot be read");
  }
}

// Thousands of damaged pictures, from segments in any order: the summary names some, and counts.
TEST(Join, NamesAThousandNotesAndCountsTheRest) {
  Joined joined;
  StreamInfo folder{.name = "photos", .fps = 1};
  folder.stills = true;
  constexpr std::size_t kSegments = 150, kEach = 16;
  joined.join.planned(folder, kSegments);
  for (std::size_t segment = kSegments; segment-- > 0;) {
    chain::SegmentReport report;
    for (std::size_t i = 0; i < kEach; ++i)
      report.notes.push_back(std::to_string(10000 + segment * kEach + i) + ".png: damaged");
    report.notes.push_back(report.notes.back());
    joined.join.segment_done(segment, report);
  }
  const std::vector<std::string> notes = joined.join.summary().notes;
  ASSERT_EQ(notes.size(), 1001u);
  EXPECT_EQ(notes.front(), "10000.png: damaged");
  EXPECT_EQ(notes[999], "10999.png: damaged");
  EXPECT_EQ(notes.back(), "and 1400 more");
}

TEST(Join, FacesCarryZoneAndContent) {
  Joined joined;
  joined.join.planned({}, 1);
  work(joined.join, 0);
  EXPECT_EQ(joined.recorder().content, "shelf");
  EXPECT_EQ(joined.recorder().zone, "left");
  EXPECT_EQ(joined.recorder().face_content, "shelf");
}

}  // namespace
}  // namespace mien::recordings
