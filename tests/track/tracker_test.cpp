#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "stage.h"
#include "track/trackers.h"

namespace mien::track {
namespace {

TEST(Tracker, EveryFaceOfAStillImageIsATrack) {
  Stage stage;
  const FrameResult result =
      stage.show({face_at(100, 100), face_at(300, 100), face_at(500, 100, 60, 0.3f),
                  face_at(700, 100), face_at(900, 100)});
  std::vector<std::int64_t> ids;
  for (const Face& face : result.faces) ids.push_back(face.track);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  const std::vector<Track> tracks = stage.ended(true);
  ASSERT_EQ(tracks.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(tracks[i].id, static_cast<std::int64_t>(i + 1));
    EXPECT_EQ(tracks[i].observations, 1);
    EXPECT_EQ(tracks[i].frames, 1);
    EXPECT_EQ(tracks[i].expression.label, Emotion::neutral);
  }
  EXPECT_TRUE(stage.ended(true).empty());
}

TEST(Tracker, APasserByKeepsOneId) {
  // 5 face heights a second at 5 frames a second: the boxes of two frames do not even touch.
  Stage stage;
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(stage.show({face_at(100 + 60.0 * i, 300)}).faces[0].track, 1) << "frame " << i;
  }
  const auto tracks = stage.ended(true);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_EQ(tracks[0].observations, 12);
  EXPECT_EQ(tracks[0].frames, 12);
  EXPECT_DOUBLE_EQ(tracks[0].start_s, 0);
  EXPECT_NEAR(tracks[0].end_s, 2.2, 1e-9);
}

TEST(Tracker, CrossingFacesKeepTheirIds) {
  Stage stage;
  for (int i = 0; i <= 20; ++i) {
    const double left = 200 + 25.0 * i, right = 700 - 25.0 * i;
    // One hides the other where they overlap. The one that starts on the left is the more
    // confident, so its id is 1.
    std::vector<Face> faces{face_at(left, 300, 60, 0.99f)};
    if (std::abs(left - right) > 30) faces.push_back(face_at(right, 306));
    const FrameResult result = stage.show(faces);
    EXPECT_EQ(result.faces[0].track, 1) << "frame " << i;
    if (faces.size() == 2) {
      EXPECT_EQ(result.faces[1].track, 2) << "frame " << i;
    }
  }
  EXPECT_EQ(stage.ended(true).size(), 2u);
}

TEST(Tracker, WhoWalksOutIsNotWhoComesIn) {
  Stage stage;
  // 2.5 heights a second to the right, out of the picture; seen last while the edge cuts the face.
  const double step = 60 * 2.5 / 5;
  double x = 1920 - 6.5 * step;
  for (; x < 1930; x += step) EXPECT_EQ(stage.show({face_at(x, 300)}).faces[0].track, 1);
  stage.show({});
  x = 1890;  // somebody else, a little taller, the other way
  for (int i = 0; i < 4; ++i, x -= step)
    EXPECT_EQ(stage.show({face_at(x, 306, 64)}).faces[0].track, 2) << i;
}

TEST(Tracker, WhoTurnsRoundInMidPaceIsTheSame) {
  Stage stage;
  const double step = 60 * 2.5 / 5;
  double x = 500;
  for (int i = 0; i < 8; ++i, x += step) stage.show({face_at(x, 300)});
  for (int i = 0; i < 8; ++i, x -= step)
    EXPECT_EQ(stage.show({face_at(x - 2 * step, 300)}).faces[0].track, 1) << i;
}

TEST(Tracker, SizeTellsThoseApartWhoComeFromBehindSomebody) {
  Stage stage;
  // The smaller one walks behind the larger one, out of sight, at nearly the same pace.
  const double step = 80 * 2.4 / 5;
  double x = 1500;
  for (int i = 0; i < 6; ++i, x -= step) stage.show({face_at(x, 300, 80)});
  for (int i = 0; i < 2; ++i, x -= step) stage.show({});  // both behind a third
  const FrameResult after = stage.show({face_at(x + 40, 300, 66), face_at(x - 14, 304, 80)});
  EXPECT_EQ(after.faces[1].track, 1);
  EXPECT_EQ(after.faces[0].track, 2);
}

TEST(Tracker, AFaceThatIsMissedForASecondKeepsItsId) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(400, 300)});
  for (int i = 0; i < 5; ++i) stage.show({});
  EXPECT_EQ(stage.show({face_at(430, 290)}).faces[0].track, 1);
  const auto tracks = stage.ended(true);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_EQ(tracks[0].observations, 6);
  EXPECT_EQ(tracks[0].frames, 11);
}

TEST(Tracker, SomebodyAfterALongGapIsNew) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(400, 300)});
  for (int i = 0; i < 11; ++i) stage.show({});
  const auto ended = stage.ended();
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_NEAR(ended[0].end_s, 0.8, 1e-9);
  EXPECT_EQ(stage.show({face_at(400, 300)}).faces[0].track, 2);
}

TEST(Tracker, AGapWithoutAnyFramesEndsTracksToo) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(400, 300)});
  stage.pass(50);
  EXPECT_EQ(stage.show({face_at(400, 300)}).faces[0].track, 2);
  EXPECT_EQ(stage.ended().size(), 1u);
}

TEST(Tracker, ACutEndsAllTracks) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(200, 300), face_at(500, 300)});
  const auto after = stage.show({face_at(900, 700, 200), face_at(1300, 700, 200)});
  EXPECT_EQ(stage.ended().size(), 2u);
  EXPECT_EQ(after.faces[0].track, 3);
  EXPECT_EQ(after.faces[1].track, 4);
  // Cut back: other people, for all that can be known.
  stage.show({face_at(900, 700, 200), face_at(1300, 700, 200)});
  EXPECT_GT(stage.show({face_at(200, 300), face_at(500, 300)}).faces[0].track, 4);
}

TEST(Tracker, ACloseUpAtTheSamePlaceIsSomebodyElse) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(500, 300, 60)});
  EXPECT_EQ(stage.show({face_at(500, 300, 200)}).faces[0].track, 2);
}

TEST(Tracker, AFlashThatLooksLikeAFaceIsNoTrack) {
  Stage stage;
  for (int i = 0; i < 10; ++i) {
    std::vector<Face> faces{face_at(400, 300)};
    if (i == 4) faces.push_back(face_at(1000, 600));
    EXPECT_NE(stage.show(faces).faces.back().track, 0);
  }
  EXPECT_EQ(stage.ended(true).size(), 1u);
}

TEST(Tracker, WeakDetectionsContinueTracksButMakeNone) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(400, 300)});
  for (int i = 0; i < 20; ++i) {
    const auto result = stage.show({face_at(400, 300, 60, 0.3f), face_at(900, 300, 60, 0.3f)});
    EXPECT_EQ(result.faces[0].track, 1);
    EXPECT_EQ(result.faces[1].track, 2);
  }
  const auto tracks = stage.ended(true);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_EQ(tracks[0].observations, 25);
}

TEST(Tracker, AWeakDetectionFindsAPersonAgainWhoWasMissedOnce) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(400, 300)});
  stage.show({});
  EXPECT_EQ(stage.show({face_at(404, 300, 60, 0.4f)}).faces[0].track, 1);
}

TEST(Tracker, SomebodyWhoStartsToWalkKeepsTheirId) {
  // Measured on a real clip: 0, 0.7, 1.0, 1.1 face heights a frame, with a box that grows.
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.show({face_at(460, 78, 32)});
  EXPECT_EQ(stage.show({face_at(479, 78, 31)}).faces[0].track, 1);
  EXPECT_EQ(stage.show({face_at(511, 82, 36, 0.52f)}).faces[0].track, 1);
  EXPECT_EQ(stage.show({face_at(544, 93, 42)}).faces[0].track, 1);
  EXPECT_EQ(stage.show({face_at(596, 98, 52)}).faces[0].track, 1);
}

TEST(Tracker, AClockThatStandsOrStepsBackDoesNotHurt) {
  Stage stage;
  for (int i = 0; i < 30; ++i) {
    if (i % 3 == 1) stage.set_seconds(stage.seconds() - 0.2);  // as the frame before
    if (i == 20) stage.set_seconds(stage.seconds() - 1);
    EXPECT_EQ(stage.show({face_at(400 + 3 * i, 300)}).faces[0].track, 1) << "frame " << i;
  }
  stage.set_seconds(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(stage.show({face_at(490, 300)}).faces[0].track, 1);
  const auto tracks = stage.ended(true);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_GE(tracks[0].end_s, tracks[0].start_s);
  EXPECT_LE(tracks[0].best_frame_s, tracks[0].end_s);
}

TEST(Tracker, AStreamWithoutAnyClockStillForgetsPeople) {
  Stage stage({}, 1e12);  // seconds practically stand still
  for (int i = 0; i < 5; ++i) stage.show({face_at(400, 300)});
  for (int i = 0; i < 3000; ++i) {
    stage.set_seconds(0);
    stage.show({});
  }
  EXPECT_EQ(stage.ended().size(), 1u);
}

TEST(Tracker, ALoopThatBeginsAgainEndsTracks) {
  Stage stage;
  for (int i = 0; i < 50; ++i) stage.show({face_at(400, 300)});
  stage.set_seconds(0);
  EXPECT_EQ(stage.show({face_at(400, 300)}).faces[0].track, 2);
}

TEST(Tracker, BoxesThatAreNoneGetNoId) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  Stage stage;
  for (int i = 0; i < 3; ++i) {
    std::vector<Face> faces(6, face_at(400, 300));
    faces[1].detection.box.x = nan;
    faces[2].detection.box.h = inf;
    faces[3].detection.box.w = 0;
    faces[4].detection.box.h = -5;
    faces[5] = face_at(900, 300, 60, nan);
    const auto result = stage.show(faces);
    EXPECT_EQ(result.faces[0].track, 1);
    for (int f = 1; f < 5; ++f) EXPECT_EQ(result.faces[f].track, 0);
    EXPECT_EQ(result.faces[5].track, 2);
  }
  EXPECT_EQ(stage.ended(true).size(), 1u);
}

TEST(Tracker, ImpossibleOptionsAreRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(make_tracker({.max_lost_s = -1}), Error);
  EXPECT_THROW(make_tracker({.max_lost_s = nan}), Error);
  EXPECT_THROW(make_tracker({.high_confidence = 2}), Error);
  EXPECT_THROW(make_tracker({.min_observations = 0}), Error);
  EXPECT_THROW(make_tracker({.smoothing_s = nan}), Error);
  EXPECT_THROW(make_tracker({.min_confidence = -0.1}), Error);
}

}  // namespace
}  // namespace mien::track
