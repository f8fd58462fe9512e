// What is going on right now, and nobody in particular.
#include "audience/tallies.h"

#include <random>

#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class TalliesTest : public testing::Test {
 protected:
  /// `people` in front of the shelf, tracks from `first` on.
  static void crowd(Tallies& tallies, WallTime at, int people, double valence = 0.5,
                    std::int64_t first = 1, const std::string& camera = "aisle") {
    std::vector<Face> faces;
    for (int i = 0; i < people; ++i)
      faces.push_back(face(first + i, {.label = Emotion::happiness, .valence = valence}));
    tallies.see(camera, at, faces);
  }
  static const ContentTally& shelf(const Tally& tally) { return tally.contents.at(0); }
};

TEST_F(TalliesTest, FiguresFromTheMinimumAudienceOnAndCountsAlways) {
  Tallies tallies(5);
  crowd(tallies, kNine, 4);
  Tally tally = tallies.tick(kNine + 100ms);
  EXPECT_EQ(shelf(tally).faces_now, 4);
  EXPECT_EQ(shelf(tally).people, 4);
  EXPECT_TRUE(shelf(tally).figures.suppressed());
  crowd(tallies, kNine + 1s, 1, 1.0, 5);
  tally = tallies.tick(kNine + 1100ms);
  EXPECT_EQ(shelf(tally).faces_now, 1);
  EXPECT_EQ(shelf(tally).people, 5);
  ASSERT_FALSE(shelf(tally).figures.suppressed());
  EXPECT_NEAR(*shelf(tally).figures->valence, 0.6, 1e-6) << "each person counts once";
  EXPECT_NEAR(*shelf(tally).figures->labels[1], 1, 1e-9);
}

TEST_F(TalliesTest, AMinuteLaterNobodyIsLeft) {
  Tallies tallies(1);
  tallies.set_contents({"shelf"});
  crowd(tallies, kNine, 2);
  EXPECT_EQ(shelf(tallies.tick(kNine + 59s)).people, 2);
  EXPECT_EQ(shelf(tallies.tick(kNine + 59s)).faces_now, 0) << "the camera is silent";
  const Tally empty = tallies.tick(kNine + 60s);
  EXPECT_EQ(shelf(empty).people, 0);
  EXPECT_TRUE(shelf(empty).figures.suppressed());
}

TEST_F(TalliesTest, AllCamerasOfAContentCountTogetherAndAGoneOneDoesNot) {
  Tallies tallies(1);
  crowd(tallies, kNine, 2, 0.5, 1, "aisle");
  crowd(tallies, kNine, 3, 0.5, 1, "till");
  EXPECT_EQ(shelf(tallies.tick(kNine)).faces_now, 5);
  EXPECT_EQ(shelf(tallies.tick(kNine)).people, 5) << "ids are a camera's own";
  tallies.forget("till");
  EXPECT_EQ(shelf(tallies.tick(kNine)).faces_now, 2);
}

TEST_F(TalliesTest, WhatCouldNotBeReadIsNoMood) {
  Tallies tallies(1);
  std::vector<Face> faces = {face(1, {.label = Emotion::unknown, .valence = -1}),
                             face(2, {.label = Emotion::happiness, .valence = 0.5}),
                             face(3, {.label = Emotion::happiness, .valence = 0.7})};
  tallies.see("aisle", kNine, faces);
  const Tally both = tallies.tick(kNine);
  EXPECT_NEAR(*shelf(both).figures->valence, 0.6, 1e-6);
  EXPECT_NEAR(*shelf(both).figures->labels[kEmotions], 1.0 / 3, 1e-9);
  Tallies strict(3);
  strict.see("aisle", kNine, faces);
  EXPECT_FALSE(shelf(strict.tick(kNine)).figures->valence) << "it would be of two people";
}

TEST_F(TalliesTest, ContentsWithoutAnyoneAreNamedAndFacesWithoutContentAreNot) {
  Tallies tallies(1);
  tallies.set_contents({"soup", "cereal"});
  tallies.see("aisle", kNine, {face(1, {.content = ""})});
  const Tally tally = tallies.tick(kNine);
  ASSERT_EQ(tally.contents.size(), 2u);
  EXPECT_EQ(tally.contents[0].content, "cereal");
  EXPECT_EQ(tally.contents[1].content, "soup");
}

TEST_F(TalliesTest, AQuarterOfAnHourIsKept) {
  Tallies tallies(1);
  for (int i = 0; i < 1000; ++i) tallies.tick(kNine + std::chrono::seconds(i));
  const auto ring = tallies.recent();
  ASSERT_EQ(ring.size(), 900u);
  EXPECT_EQ(ring.front().time, kNine + 100s);
  EXPECT_EQ(ring.back().time, kNine + 999s);
}

// Whoever holds two tallies against each other learns what at least five people did together. Each
// person's valence is a power of two apart, so that any smaller change would be seen.
TEST_F(TalliesTest, FromOneTallyToTheNextNoFewerThanTheMinimumAreToBeSeen) {
  std::mt19937 random(5);
  Tallies tallies(5);
  std::map<std::int64_t, WallTime> seen;
  std::set<std::int64_t> changed;  // since the figures changed last
  std::optional<double> valence;
  std::array<std::optional<double>, kEmotions + 1> labels{};
  int changes = 0;
  std::int64_t next = 0;
  for (int second = 0; second < 3000; ++second) {
    const WallTime now = kNine + std::chrono::seconds(second);
    std::vector<Face> faces;
    // Sometimes a crowd, mostly a trickle.
    const int people = second % 500 < 60 ? 6 : static_cast<int>(random() % 10 == 0);
    for (int i = 0; i < people; ++i) {
      const std::int64_t id = random() % 3 == 0 || next == 0 ? ++next : next - random() % 3;
      if (id < 1) continue;
      const auto label = static_cast<Emotion>(random() % (kEmotions + 1));
      faces.push_back(
          face(id, {.label = label, .valence = std::sin(static_cast<double>(id * 37 + second))}));
      seen[id] = now;
      changed.insert(id);
    }
    tallies.see("aisle", now, faces);
    std::erase_if(seen, [&](const auto& entry) {
      const bool gone = now - entry.second >= 60s;
      if (gone) changed.insert(entry.first);
      return gone;
    });
    const Tally tally = tallies.tick(now);
    if (tally.contents.empty()) continue;
    ASSERT_EQ(shelf(tally).people, std::ssize(seen));
    ASSERT_EQ(shelf(tally).figures.suppressed(), seen.size() < 5);
    if (shelf(tally).figures.suppressed()) continue;
    const TallyFigures& figures = *shelf(tally).figures;
    if (figures.valence == valence && figures.labels == labels) continue;
    ASSERT_GE(changed.size(), 5u) << "second " << second;
    changed.clear();
    valence = figures.valence;
    labels = figures.labels;
    ++changes;
  }
  EXPECT_GT(changes, 100) << "and yet it goes on";
}

}  // namespace
}  // namespace mien::audience
