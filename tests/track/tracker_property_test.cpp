#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "stage.h"

namespace mien::track {
namespace {

/// A crowd that strolls about, with misses, weak detections and false alarms; deterministic per
/// seed.
std::vector<std::vector<Face>> crowd(unsigned seed, int frames) {
  std::mt19937 random(seed);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<>(low, high)(random);
  };
  struct Walker {
    double x, y, vx, vy, height;
  };
  std::vector<Walker> walkers;
  for (int i = 0; i < 8; ++i) {
    walkers.push_back(
        {uniform(0, 1900), uniform(0, 1000), uniform(-40, 40), uniform(-10, 10), uniform(30, 120)});
  }
  std::vector<std::vector<Face>> result;
  for (int f = 0; f < frames; ++f) {
    std::vector<Face> faces;
    for (Walker& walker : walkers) {
      walker.x += walker.vx;
      walker.y += walker.vy;
      if (uniform(0, 1) < 0.1) continue;
      faces.push_back(face_at(walker.x + uniform(-2, 2), walker.y + uniform(-2, 2), walker.height,
                              static_cast<float>(uniform(0.3, 1))));
    }
    if (uniform(0, 1) < 0.2) faces.push_back(face_at(uniform(0, 1900), uniform(0, 1000)));
    result.push_back(faces);
  }
  return result;
}

using Key = std::pair<float, float>;  // centre of a box; unique in these crowds

std::map<Key, std::int64_t> ids_of(const FrameResult& result) {
  std::map<Key, std::int64_t> ids;
  for (const Face& face : result.faces) {
    ids[{face.detection.box.x, face.detection.box.y}] = face.track;
  }
  return ids;
}

TEST(TrackerProperty, TheOrderOfDetectionsDoesNotMatter) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed + 100);
    Stage sorted, shuffled;
    for (std::vector<Face> faces : crowd(seed, 40)) {
      const auto expected = ids_of(sorted.show(faces));
      std::shuffle(faces.begin(), faces.end(), random);
      ASSERT_EQ(ids_of(shuffled.show(faces)), expected) << "seed " << seed;
    }
    const auto a = sorted.ended(true), b = shuffled.ended(true);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].id, b[i].id);
      EXPECT_EQ(a[i].frames, b[i].frames);
      EXPECT_EQ(a[i].expression.confidence, b[i].expression.confidence);
    }
  }
}

TEST(TrackerProperty, NoTwoFacesOfAFrameShareAnId) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Stage stage;
    for (const std::vector<Face>& faces : crowd(seed, 60)) {
      const FrameResult result = stage.show(faces);
      std::set<std::int64_t> ids;
      for (const Face& face : result.faces) ids.insert(face.track);
      EXPECT_EQ(ids.size(), result.faces.size());
      EXPECT_EQ(ids.count(0), 0u);
    }
  }
}

TEST(TrackerProperty, EndedTracksAreHandedOutOnceAndInOrder) {
  Stage stage;
  std::set<std::int64_t> seen;
  for (const std::vector<Face>& faces : crowd(3, 400)) {
    stage.show(faces);
    std::int64_t previous = 0;
    for (const Track& track : stage.ended()) {
      EXPECT_GT(track.id, previous);
      EXPECT_TRUE(seen.insert(track.id).second);
      EXPECT_LE(track.observations, track.frames);
      EXPECT_LE(track.start_s, track.best_frame_s);
      EXPECT_LE(track.best_frame_s, track.end_s);
      previous = track.id;
    }
  }
  for (const Track& track : stage.ended(true)) EXPECT_TRUE(seen.insert(track.id).second);
  EXPECT_TRUE(stage.ended(true).empty());
}

TEST(TrackerProperty, TheSameStreamGivesTheSameTracksAgain) {
  Stage first, second;
  for (const std::vector<Face>& faces : crowd(11, 80)) {
    EXPECT_EQ(ids_of(first.show(faces)), ids_of(second.show(faces)));
  }
}

}  // namespace
}  // namespace mien::track
