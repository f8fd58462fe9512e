// Who counts in the live minute: the people that the figures of stays count, and no passers-by.
#include "audience/tallies.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class TallyPeople : public testing::Test {
 protected:
  void see(WallTime at, std::int64_t track) {
    Face one = face(track, {.label = Emotion::happiness, .valence = 0.5f});
    one.content = "shelf";
    tallies_.see("aisle", at, {one});
  }
  ContentTally shelf(WallTime at) { return tallies_.tick(at).contents.at(0); }

  Tallies tallies_{1, {.min_dwell = 1000ms, .grace = 1000ms}};
};

TEST_F(TallyPeople, APersonCountsFromTheShortestStayOn) {
  see(kNine, 1);
  see(kNine + 600ms, 1);
  EXPECT_EQ(shelf(kNine + 600ms).people, 0);
  EXPECT_EQ(shelf(kNine + 600ms).faces_now, 1) << "who is there is there";
  EXPECT_TRUE(shelf(kNine + 600ms).figures.suppressed());
  see(kNine + 1s, 1);
  EXPECT_EQ(shelf(kNine + 1s).people, 1);
  EXPECT_NEAR(*shelf(kNine + 1s).figures->valence, 0.5, 1e-6);
  EXPECT_EQ(shelf(kNine + 40s).people, 1) << "still of this minute";
}

TEST_F(TallyPeople, TwoGlimpsesFarApartAreNoStay) {
  see(kNine, 2);
  see(kNine + 5s, 2);
  EXPECT_EQ(shelf(kNine + 5s).people, 0);
}

}  // namespace
}  // namespace mien::audience
