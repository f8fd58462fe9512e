#include <nlohmann/json.hpp>
#include <sstream>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "eval/track/compare.h"
#include "eval/track/eval_track.h"

namespace mien::eval {
namespace {

/// `frames` boxes of one person, standing, in a picture of 100 × 100 at 10 frames a second.
TruthPerson standing(double x, std::int64_t frames) {
  TruthPerson person;
  for (std::int64_t frame = 0; frame < frames; ++frame)
    person.boxes[frame] = {.box = {x, 10, 20, 20}};
  return person;
}

TrackTruth two_people() {
  TrackTruth truth{.width = 100, .height = 100, .fps = 10};
  truth.people[1] = standing(10, 20);
  truth.people[2] = standing(60, 20);
  return truth;
}

TruthSight sight_at(double x) { return {.box = {x / 100, 0.1, 0.2, 0.2}, .label = "neutral"}; }

/// Tracks 1 and 2 on the two people; from frame `swap` on each is on the other.
SeenTracks swapped_at(std::int64_t swap, std::int64_t step = 1) {
  SeenTracks tracks;
  for (std::int64_t frame = 0; frame < 20; frame += step) {
    const bool before = frame < swap;
    tracks[1].sights[frame] = sight_at(before ? 10 : 60);
    tracks[2].sights[frame] = sight_at(before ? 60 : 10);
  }
  tracks[1].dwell_s = tracks[2].dwell_s = 1.9;
  return tracks;
}

TEST(Track, EveryoneFollowedAllTheTime) {
  const TrackTally tally = compare_tracks(two_people(), swapped_at(20), 2);
  EXPECT_EQ(tally.people, 2);
  EXPECT_EQ(tally.tracks, 2);
  EXPECT_EQ(tally.found, 40);
  EXPECT_EQ(tally.same_identity, 40);
  EXPECT_EQ(tally.switches, 0);
  EXPECT_EQ(tally.dwell_errors, (std::vector<double>{0, 0}));
  EXPECT_EQ(figures_of(tally)["idf1"], 1.0);
}

TEST(Track, SwappedIdentitiesAreTwoSwitchesAndCostIdf1) {
  const TrackTally tally = compare_tracks(two_people(), swapped_at(15), 2);
  EXPECT_EQ(tally.switches, 2);
  EXPECT_EQ(tally.found, 40);
  EXPECT_EQ(tally.same_identity, 30);
  EXPECT_EQ(figures_of(tally)["idf1"], 0.75);
}

TEST(Track, FramesBetweenSightsAreFilledAsFarAsAsked) {
  EXPECT_EQ(compare_tracks(two_people(), swapped_at(20, 5), 0.5).found, 2 * 16);
  EXPECT_EQ(compare_tracks(two_people(), swapped_at(20, 5), 0.4).found, 2 * 4);
}

TEST(Track, AFaceTurnedAwayNeedNotBeFoundAndMayBe) {
  TrackTruth truth = two_people();
  for (std::int64_t frame = 5; frame < 10; ++frame) truth.people[1].boxes[frame].visible = 0.2;
  const TrackTally tally = compare_tracks(truth, swapped_at(20), 2);
  EXPECT_EQ(tally.truth_faces, 35);
  EXPECT_EQ(tally.seen_faces, 35);
  EXPECT_EQ(tally.found, 35);
}

TEST(Track, WhoIsNeverSeenIsMissedForTheWholeStay) {
  SeenTracks tracks = swapped_at(20);
  tracks.erase(2);
  const TrackTally tally = compare_tracks(two_people(), tracks, 2);
  EXPECT_EQ(tally.missed, 1);
  EXPECT_EQ(tally.dwell_errors, (std::vector<double>{0, 1.9}));
  EXPECT_EQ(figures_of(tally)["people"]["error"], -0.5);
}

TEST(Track, ExpressionsAreJudgedFromTheFirstRightLabelOn) {
  TrackTruth truth = two_people();
  truth.people[1].expressions = {{0, 10, {"neutral"}}, {10, 20, {"happiness", "surprise"}}};
  SeenTracks tracks = swapped_at(20);
  for (std::int64_t frame = 13; frame < 20; ++frame)
    tracks[1].sights[frame].label = frame == 16 ? "fear" : "surprise";
  tracks[1].sights[19].label = "unknown";
  const TrackTally tally = compare_tracks(truth, tracks, 2);
  EXPECT_EQ(tally.expression.sights, 10 + 6);
  EXPECT_EQ(tally.expression.wrong, 1);
  EXPECT_EQ(tally.unknown, 1);
  EXPECT_EQ(tally.changes, 1);
  EXPECT_EQ(tally.delays, (std::vector<double>{0.3}));
}

TEST(Track, ZonesAndContentsWhereTheTruthNamesThem) {
  TrackTruth truth = two_people();
  truth.people[1].zones = {{0, 10, "shelf"}};
  SeenTracks tracks = swapped_at(20);
  for (std::int64_t frame = 0; frame < 12; ++frame) tracks[1].sights[frame].zone = "shelf";
  const TrackTally tally = compare_tracks(truth, tracks, 2);
  EXPECT_EQ(tally.zone.sights, 20);
  EXPECT_EQ(tally.zone.wrong, 2);
  EXPECT_EQ(tally.content.sights, 0);
  EXPECT_TRUE(figures_of(tally)["content"]["error"].is_null());
}

TEST(Track, TheCollectorKeepsBoxesWithinThePictureAndStays) {
  TrackCollector collector;
  FrameResult result{.frame = {.index = 3, .seconds = 0.3, .width = 200, .height = 100},
                     .content = "cereal"};
  Face face{.detection = {.box = {-20, 10, 60, 20}}, .track = 5, .zone = "shelf"};
  face.expression.label = Emotion::happiness;
  result.faces = {face};
  collector.frame("film.mp4", result);
  collector.track("film.mp4", {.id = 5, .start_s = 0.3, .end_s = 1.8});
  const SeenTrack& track = collector.inputs().at("film.mp4").at(5);
  const TruthSight& sight = track.sights.at(3);
  EXPECT_DOUBLE_EQ(sight.box.x, 0);
  EXPECT_NEAR(sight.box.w, 0.2, 1e-9);
  EXPECT_NEAR(sight.box.y, 0.1, 1e-9);
  EXPECT_EQ(sight.label, "happiness");
  EXPECT_EQ(sight.zone, "shelf");
  EXPECT_EQ(sight.content, "cereal");
  EXPECT_DOUBLE_EQ(track.dwell_s, 1.5);
}

TEST(Track, MotCountsFromOneAndMarksWhatNeedNotBeFound) {
  std::istringstream text("1,4,11,21,30,40\r\n2,4,11,21,30,40,1,1,0.25\n\n3,4,11,21,30,40,0,1,1\n");
  const auto people = parse_mot(text, "gt.txt");
  ASSERT_EQ(people.size(), 1u);
  const auto& boxes = people.at(4).boxes;
  ASSERT_EQ(boxes.size(), 3u);
  EXPECT_DOUBLE_EQ(boxes.at(0).box.x, 10);
  EXPECT_DOUBLE_EQ(boxes.at(0).box.y, 20);
  EXPECT_DOUBLE_EQ(boxes.at(0).visible, 1);
  EXPECT_DOUBLE_EQ(boxes.at(1).visible, 0.25);
  EXPECT_DOUBLE_EQ(boxes.at(2).visible, 0);
}

TEST(Track, TruthsAreOneOrAsManyAsInputs) {
  EXPECT_THROW(eval_track({.truths = {"a.json", "b.json"}}, {"one", "two", "three"}, {}), Error);
}

}  // namespace
}  // namespace mien::eval
