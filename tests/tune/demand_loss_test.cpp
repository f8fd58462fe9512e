#include "tune/demand_loss.h"

#include <fstream>
#include <functional>

#include <gtest/gtest.h>

namespace mien::tune {
namespace {

// Faces of three people side by side, ten frames a second.
SeenFrame frame(double seconds, const std::vector<SeenFace>& faces) {
  return {seconds, 640, 360, faces};
}
SeenFace face(int person, const std::string& label = "neutral") {
  return {{100.0F * static_cast<float>(person), 50, 60, 60}, 0.9F, person, label};
}
Seen made(int frames, const std::function<std::vector<SeenFace>(int)>& faces) {
  Seen seen(1);
  for (int i = 0; i < frames; ++i) seen[0][bench::key_of(i * 0.1)] = frame(i * 0.1, faces(i));
  return seen;
}

TEST(DemandLoss, NothingIsLostWhereBothSawTheSame) {
  const Seen all = made(20, [](int) { return std::vector{face(1), face(2)}; });
  const DemandLoss loss = loss_of(all, all);
  EXPECT_EQ(loss.faces, 40);
  EXPECT_EQ(loss.found, 40);
  EXPECT_EQ(loss.tracks, 2);
  EXPECT_EQ(loss.missed, 0);
  EXPECT_EQ(loss.sights, 40);
  EXPECT_EQ(loss.stays_alike, 2);
  EXPECT_TRUE(loss.bearable());
}

// Person 2 is there for frames 5 to 8, and nobody else in these: a group that was passed over.
TEST(DemandLoss, WhoWasPassedOverIsMissed) {
  const auto faces = [](int i) { return std::vector{face(i >= 5 && i <= 8 ? 2 : 1)}; };
  const Seen all = made(200, faces);
  Seen seen = all;
  for (int i = 5; i <= 8; ++i) seen[0].erase(bench::key_of(i * 0.1));
  const DemandLoss loss = loss_of(all, seen);
  EXPECT_EQ(loss.faces, 200);
  EXPECT_EQ(loss.found, 196);
  EXPECT_EQ(loss.tracks, 2);
  EXPECT_EQ(loss.missed, 1);
  EXPECT_NEAR(loss.longest_missed, 0.3, 1e-9);
  EXPECT_FALSE(loss.bearable()) << "two in a hundred faces";
}

TEST(DemandLoss, AShortTrackMayBeMissedAndALongOneMayNot) {
  DemandLoss loss{.faces = 1000, .found = 996, .tracks = 9, .missed = 1, .longest_missed = 0.4};
  EXPECT_TRUE(loss.bearable());
  loss.longest_missed = 1;
  EXPECT_FALSE(loss.bearable());
}

// One sight in ten of person 2 reads otherwise, and most of person 3's.
TEST(DemandLoss, ExpressionsAreComparedBySightAndByTrack) {
  const Seen all = made(20, [](int) { return std::vector{face(1), face(2), face(3)}; });
  const Seen seen = made(20, [](int i) {
    return std::vector{face(1, "unknown"), face(2, i % 10 == 0 ? "surprise" : "neutral"),
                       face(3, i < 15 ? "sadness" : "neutral")};
  });
  const DemandLoss loss = loss_of(all, seen);
  EXPECT_EQ(loss.found, 60);
  EXPECT_EQ(loss.sights, 40) << "what is unknown in one of both is not compared";
  EXPECT_EQ(loss.sights_alike, 18 + 5);
  EXPECT_EQ(loss.stays, 2);
  EXPECT_EQ(loss.stays_alike, 1);
  EXPECT_FALSE(loss.bearable());
}

TEST(DemandLoss, WhereNobodyIsSeenNothingIsKnown) {
  const Seen none = made(20, [](int) { return std::vector<SeenFace>(); });
  EXPECT_FALSE(loss_of(none, none).bearable());
}

TEST(DemandLoss, ExpressionsGoThroughTheFileOfFaces) {
  const auto file = std::filesystem::path(testing::TempDir()) / "demand_loss.jsonl";
  std::ofstream(file) << bench::faces_line(0, 3, frame(0.3, {face(1, "happiness"), face(2, "")}))
                      << '\n';
  const Seen read = bench::read_faces(file, 1);
  const SeenFrame& back = read[0].at(bench::key_of(0.3));
  EXPECT_EQ(back.faces[0].label, "happiness");
  EXPECT_EQ(back.faces[1].label, "");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace mien::tune
