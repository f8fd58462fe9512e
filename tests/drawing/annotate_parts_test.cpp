#include <gtest/gtest.h>

#include "drawing/blur.h"
#include "drawing/face_timeline.h"
#include "drawing/mask_paint.h"
#include "drawing/overlay.h"
#include "video/stored_picture.h"

namespace mien::drawing {
namespace {

Face face(std::int64_t track, float x, Emotion emotion = Emotion::happiness) {
  Face f;
  f.detection.box = {x, 10, 20, 20};
  f.track = track;
  f.expression.label = emotion;
  f.expression.confidence = 0.874f;
  return f;
}

FrameResult at(double seconds, std::vector<Face> faces) {
  FrameResult r;
  r.frame.seconds = seconds;
  r.faces = std::move(faces);
  return r;
}

TEST(Label, SaysTrackExpressionAndConfidenceOrWhyNot) {
  EXPECT_EQ(label_of(face(3, 0)), "#3 happiness 87%");
  EXPECT_EQ(label_of(face(0, 0)), "happiness 87%");
  Face small = face(4, 0, Emotion::unknown);
  small.expression.doubt = Doubt::too_small;
  EXPECT_EQ(label_of(small), "#4 unknown (too_small)");
}

TEST(Label, WhereNothingButSmilesIsReadItSaysSmileOrNoSmile) {
  EXPECT_EQ(label_of(face(3, 0), true), "#3 smile 87%");
  EXPECT_EQ(label_of(face(3, 0, Emotion::neutral), true), "#3 no smile 87%");
  EXPECT_EQ(label_of(face(3, 0, Emotion::unknown), true), "#3 unknown");
  const std::vector<FrameResult> results = {at(0, {face(1, 0)})};
  EXPECT_EQ(FaceTimeline(results, true).at(0).at(0).label, "#1 smile 87%");
}

TEST(FaceTimeline, BoxesGlideAndLabelsSwitchAtObservations) {
  const std::vector<FrameResult> results = {at(0, {face(1, 0)}), at(1, {}),
                                            at(1.5, {face(1, 30, Emotion::anger)})};
  FaceTimeline timeline(results);
  ASSERT_EQ(timeline.at(0).size(), 1u);
  EXPECT_FLOAT_EQ(timeline.at(0.5)[0].box.x, 10);
  EXPECT_FLOAT_EQ(timeline.at(1.0)[0].box.x, 20);
  EXPECT_EQ(timeline.at(1.4999)[0].emotion, Emotion::anger);  // the same frame within half a ms
  EXPECT_FLOAT_EQ(timeline.at(1.5)[0].box.x, 30);
}

TEST(FaceTimeline, LongAbsencesAreNotBridged) {
  const std::vector<FrameResult> results = {at(0, {face(1, 0)}), at(0.5, {}), at(1, {}),
                                            at(2.4, {}), at(2.6, {face(1, 90)})};
  FaceTimeline timeline(results);
  EXPECT_EQ(timeline.at(0.4).size(), 1u);
  EXPECT_TRUE(timeline.at(0.5).empty());
  EXPECT_TRUE(timeline.at(2.3).empty());
  ASSERT_EQ(timeline.at(2.5).size(), 1u);  // may just have come in: blurred, but no box is claimed
  EXPECT_FALSE(timeline.at(2.5)[0].shown);
  EXPECT_TRUE(timeline.at(2.6)[0].shown);
}

TEST(FaceTimeline, UntrackedFacesStayUntilTheNextLook) {
  const std::vector<FrameResult> results = {at(0, {face(0, 5), face(0, 50)}), at(1, {face(0, 9)}),
                                            at(1.2, {})};
  FaceTimeline timeline(results);
  EXPECT_EQ(timeline.at(0).size(), 3u);  // the third one may be there already
  const auto& later = timeline.at(0.8);
  ASSERT_EQ(later.size(), 3u);
  for (const TimedFace& f : later)
    EXPECT_FALSE(f.shown);  // half a second is as far as a box is sure
  EXPECT_EQ(timeline.at(1).size(), 1u);
  EXPECT_EQ(timeline.at(1.3).size(), 0u);
}

TEST(FaceTimeline, ManyResultsKeepTheMemoryOfOneMoment) {
  std::vector<FrameResult> results;
  for (int i = 0; i < 20000; ++i) results.push_back(at(i * 0.04, {face(i / 50 + 1, 5)}));
  FaceTimeline timeline(results);
  for (int i = 0; i < 20000; ++i) ASSERT_EQ(timeline.at(i * 0.04).front().box.x, 5);
}

media::Surface surface_of(video::StoredPicture& picture) {
  return {{&picture.luma(0, 0), &picture.u(0, 0), &picture.v(0, 0)},
          {picture.frame().strides[0], picture.frame().strides[1], picture.frame().strides[2]},
          picture.frame().width,
          picture.frame().height,
          ColorMatrix::bt601,
          true};
}

// Somebody's face must not be recognisable in a picture that leaves the house.
TEST(FaceBlur, NothingOfTheFaceRemainsAndTheRestStays) {
  video::StoredPicture picture(200, 160), original(200, 160);
  picture.draw_noise(7);
  original.draw_noise(7);
  FaceBlur().blur(surface_of(picture), {60, 40, 60, 72});
  int changed = 0;
  for (int y = 40; y < 112; ++y)
    for (int x = 60; x < 120; ++x) {
      changed += picture.luma(x, y) != original.luma(x, y);
      // Neighbours in noise differ by 85 on average; between block centres 12 pixels apart the
      // slope is gentle.
      ASSERT_LE(std::abs(picture.luma(x, y) - picture.luma(x + 1, y)), 4) << x << ' ' << y;
      ASSERT_LE(std::abs(picture.u(x / 2, y / 2) - picture.u(x / 2 + 1, y / 2)), 12);
    }
  EXPECT_GT(changed, 60 * 72 * 95 / 100);
  for (const auto& [x, y] : {std::pair{50, 60}, {130, 60}, {90, 30}, {90, 122}, {0, 0}, {199, 159}})
    EXPECT_EQ(picture.luma(x, y), original.luma(x, y)) << x << ' ' << y;
}

TEST(FaceBlur, BoxesOverTheEdgeAndAbsurdOnesAreSafe) {
  video::StoredPicture picture(64, 48);
  picture.draw_noise(1);
  const media::Surface surface = surface_of(picture);
  FaceBlur blur;
  Overlay overlay;
  const float nan = std::nanf("");
  for (const Box& box : {Box{-20, -20, 40, 40},
                         {50, 40, 500, 500},
                         {-1e9f, 0, 2e9f, 10},
                         {nan, 0, 1, 1},
                         {10, 10, 0, 5},
                         {10, 10, 0.1f, 0.1f},
                         {5, 5, 1e-30f, 20},
                         {-90, 0, 30, 30}}) {
    blur.blur(surface, box);
    overlay.draw(surface,
                 std::vector<TimedFace>{{box, Emotion::fear, "#1 fear 99% é\n\xff", true}});
  }
}

TEST(MaskPainter, BlackensWhatThePolygonsCoverAndNothingElse) {
  video::StoredPicture picture(64, 48), original(64, 48);
  picture.draw_noise(3);
  original.draw_noise(3);
  media::Surface surface = surface_of(picture);
  surface.full_range = false;
  // A rectangle from (17, 9) to (33, 25): odd edges cut through chroma pixels. And a triangle.
  const Polygon box = {
      {17 / 64.f, 9 / 48.f}, {33 / 64.f, 9 / 48.f}, {33 / 64.f, 25 / 48.f}, {17 / 64.f, 25 / 48.f}};
  MaskPainter masks({box, {{1, 0.75f}, {1, 1}, {0.75f, 1}}, {}, {{0.1f, 0.1f}}});
  masks.paint(surface, 64, 48);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x) {
      const bool in_box = x >= 17 && x < 33 && y >= 9 && y < 25;
      const bool in_corner = x >= 48 && y >= 36;
      if (in_box) {
        ASSERT_EQ(picture.luma(x, y), 16) << x << ' ' << y;
        ASSERT_EQ(picture.u(x / 2, y / 2), 128);
        ASSERT_EQ(picture.v(x / 2, y / 2), 128);
      } else if (!in_corner) {
        ASSERT_EQ(picture.luma(x, y), original.luma(x, y)) << x << ' ' << y;
      }
    }
  EXPECT_EQ(picture.luma(62, 46), 16);
  EXPECT_EQ(picture.luma(49, 37), original.luma(49, 37));
  EXPECT_EQ(picture.u(7, 6), original.u(7, 6));
  EXPECT_EQ(picture.v(17, 6), original.v(17, 6));
}

TEST(MaskPainter, CrossingEdgesFollowTheEvenOddRuleAndFarPointsAreClipped) {
  video::StoredPicture picture(60, 60);
  picture.draw([](double, double) { return 200; });
  // Outer square clockwise, inner one in the same breath: the middle is covered twice, so not.
  const Polygon ring = {{-5, -5},     {5, -5},      {5, 5},       {-5, 5},      {-5, -5},
                        {0.3f, 0.3f}, {0.7f, 0.3f}, {0.7f, 0.7f}, {0.3f, 0.7f}, {0.3f, 0.3f}};
  MaskPainter({ring}).paint(surface_of(picture), 60, 60);
  EXPECT_EQ(picture.luma(0, 0), 0);
  EXPECT_EQ(picture.luma(59, 59), 0);
  EXPECT_EQ(picture.luma(30, 30), 200);
}

TEST(Overlay, DrawsTheBoxInTheColourOfTheExpressionAndLeavesTheFaceFree) {
  video::StoredPicture picture(320, 240);
  picture.draw([](double, double) { return 60; });
  Overlay overlay;
  overlay.draw(surface_of(picture),
               std::vector<TimedFace>{{{100, 80, 80, 90}, Emotion::anger, "#1 anger 90%", true},
                                      {{220, 80, 60, 60}, Emotion::fear, "#2", false}});
  EXPECT_GT(picture.v(50, 62), 145);  // vermilion on the left edge
  for (int y = 90; y < 160; ++y)
    for (int x = 110; x < 170; ++x) ASSERT_EQ(picture.luma(x, y), 60);
  int dark = 0, bright = 0;
  for (int y = 55; y < 78; ++y)
    for (int x = 100; x < 180; ++x) {
      dark += picture.luma(x, y) < 40;
      bright += picture.luma(x, y) > 200;
    }
  EXPECT_GT(dark, 300);   // the pill
  EXPECT_GT(bright, 80);  // the letters
  for (int y = 60; y < 150; ++y)
    ASSERT_EQ(picture.luma(221, y), 60) << "an uncertain box was drawn";
}

}  // namespace
}  // namespace mien::drawing
