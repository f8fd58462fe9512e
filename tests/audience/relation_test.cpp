// Do ratings and expressions agree, and which content is ahead?
#include "audience/relation.h"

#include <cmath>

#include <gmock/gmock.h>

#include "audience/ranking.h"
#include "audience/store.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

RatedStretch stretch(double rating, double valence, std::int64_t day = 0,
                     std::optional<Emotion> emotion = {}) {
  return {.content = "shelf",
          .day = day,
          .rating = rating,
          .ratings = 5,
          .valence = valence,
          .people = 7,
          .emotion = emotion};
}

TEST(RelationTest, RatingsThatFollowTheFacesCorrelate) {
  std::vector<RatedStretch> all;
  for (int i = 0; i < 60; ++i)
    all.push_back(stretch(3 + 2 * std::sin(i), std::sin(i) / 2, i,
                          std::sin(i) > 0 ? Emotion::happiness : Emotion::sadness));
  const auto relation = relate(all);
  ASSERT_FALSE(relation.suppressed());
  EXPECT_EQ(relation->pairs, 60u);
  EXPECT_EQ(relation->ratings, 300);
  EXPECT_EQ(relation->people, 420);
  EXPECT_NEAR(relation->spearman->value, 1, 1e-9);
  EXPECT_NEAR(relation->kendall->value, 1, 1e-9);
  ASSERT_EQ(relation->lifts.size(), 2u);
  EXPECT_EQ(relation->lifts[0].emotion, Emotion::happiness);
  EXPECT_GT(relation->lifts[0].difference->low, 0.5);
  EXPECT_LT(relation->lifts[1].difference->high, -0.5);
  EXPECT_THAT(relation->notices, IsEmpty());
}

TEST(RelationTest, TheAgreementMatrixCountsStretches) {
  const auto relation = relate(std::vector{stretch(4.5, 0.5), stretch(3.6, 0.2), stretch(3, 0),
                                           stretch(2.4, -0.3), stretch(2.4, 0.3)});
  EXPECT_EQ(relation->agreement.cells[2][2], 2);
  EXPECT_EQ(relation->agreement.cells[1][1], 1);
  EXPECT_EQ(relation->agreement.cells[0][0], 1);
  EXPECT_EQ(relation->agreement.cells[0][2], 1);
  EXPECT_DOUBLE_EQ(relation->agreement.share, 0.8);
  EXPECT_NEAR(
      *relation->agreement.kappa,
      (0.8 - (0.4 * 0.2 + 0.2 * 0.2 + 0.4 * 0.6)) / (1 - (0.4 * 0.2 + 0.2 * 0.2 + 0.4 * 0.6)),
      1e-9);
}

TEST(RelationTest, FewOfThemAreAHint) {
  EXPECT_TRUE(relate({}).suppressed());
  const auto relation = relate(std::vector{stretch(4, 0.5), stretch(4, 0.5)});
  EXPECT_FALSE(relation->spearman);
  EXPECT_THAT(relation->notices, Contains(HasSubstr("only 2 periods")));
  EXPECT_THAT(relation->notices, Contains(HasSubstr("hardly differ")));
}

// Stretches of one day are drawn together: ten alike are one witness.
TEST(RelationTest, ManyStretchesOfOneDayAreOneWitness) {
  std::vector<RatedStretch> apart, together;
  for (int i = 0; i < 40; ++i) {
    const double valence = std::sin(i * 1.7), rating = 3 + valence + std::cos(i * 2.3);
    apart.push_back(stretch(rating, valence, i));
    together.push_back(stretch(rating, valence, i / 20));
  }
  const auto one = relate(apart), other = relate(together);
  EXPECT_EQ(one->spearman->value, other->spearman->value);
  EXPECT_THAT(other->notices, Contains(HasSubstr("only 2 days")));
}

TEST(RelationTest, TheSameDataGiveTheSameIntervals) {
  std::vector<RatedStretch> all;
  for (int i = 0; i < 50; ++i) all.push_back(stretch(1 + i % 5, std::sin(i), i % 13));
  const auto first = relate(all), second = relate(all);
  EXPECT_EQ(first->spearman->low, second->spearman->low);
  EXPECT_EQ(first->kendall->high, second->kendall->high);
}

class StretchesTest : public FolderTest {
 protected:
  /// So many people and ratings at an hour.
  static void hour(Store& store, int hour, double valence, double value, int people = 5,
                   const std::string& camera = "aisle", const std::string& rated_at = {}) {
    std::vector<Exposure> stays;
    std::vector<Rating> ratings;
    for (int i = 0; i < people; ++i) {
      const WallTime time = kNine + std::chrono::hours(hour) + std::chrono::minutes(i);
      stays.push_back(stay("shelf", time, 10, valence, camera));
      ratings.push_back({.content = "shelf",
                         .camera = rated_at,
                         .time = time,
                         .value = value,
                         .source_row = camera + rated_at + std::to_string(100 * hour + i)});
    }
    store.add(stays);
    store.add_ratings(ratings);
  }
};

TEST_F(StretchesTest, AreTimesOfWhichBothWereTold) {
  Store store(file_);
  hour(store, 0, 0.5, 5);
  hour(store, 1, -0.5, 1);
  hour(store, 24, 0.1, 3, 3);  // too few for an hour, and with nobody for longer
  store.decide(kLater);
  const auto relation = store.relate({.from = kNine, .to = kNine + 48h});
  ASSERT_FALSE(relation.suppressed());
  EXPECT_EQ(relation->pairs, 2u);
  EXPECT_EQ(relation->people, 10);
  EXPECT_EQ(relation->ratings, 10);
  EXPECT_EQ(relation->agreement.cells[0][0], 1);
  EXPECT_EQ(relation->agreement.cells[2][2], 1);
  EXPECT_EQ(store.relate()->pairs, 1u) << "of a long time: its days";
  EXPECT_EQ(store.relate()->people, 10);
}

TEST_F(StretchesTest, RatingsOfACameraAreComparedWithWhatItSaw) {
  Store store(file_);
  hour(store, 0, 0.5, 5, 5, "aisle", "aisle");
  hour(store, 0, -0.5, 1, 5, "till", "till");
  store.decide(kLater);
  const auto relation = store.relate({.from = kNine, .to = kNine + 1h});
  EXPECT_EQ(relation->pairs, 2u);
  EXPECT_DOUBLE_EQ(relation->agreement.share, 1);
}

// Ratings of two hours with too few of them are told of a quarter of a day; the people of the hour
// that has a pair of its own are not in it again.
TEST_F(StretchesTest, NobodyIsPairedInTheHourAndInItsDayPart) {
  Store store(file_);
  hour(store, 0, 0.5, 5, 6);
  hour(store, 1, -0.5, 1, 3);
  hour(store, 2, -0.5, 1, 4);
  store.decide(kLater);
  const auto relation = store.relate({.from = kNine, .to = kNine + 24h});
  ASSERT_FALSE(relation.suppressed());
  EXPECT_EQ(relation->pairs, 2u);
  EXPECT_EQ(relation->people, 13);
  EXPECT_EQ(relation->ratings, 13);
  EXPECT_EQ(relation->agreement.cells[0][0], 1) << "not drawn up by the hour's";
}

ContentValues content(std::string name, const std::vector<double>& values) {
  ContentValues own{.content = std::move(name), .sums = {}};
  for (const double value : values) own.sums += {1, value, value * value};
  return own;
}

TEST(RankingTest, BestFirstWithCorrectedDoubt) {
  std::vector<double> good, plain, other;
  for (int i = 0; i < 60; ++i) {
    good.push_back(0.5 + 0.01 * (i % 7));
    plain.push_back(0.1 + 0.01 * (i % 5));
    other.push_back(0.1 + 0.01 * (i * 3 % 5));
  }
  const auto ranked = rank(std::vector{content("plain", plain), content("good", good),
                                       content("other", other), content("new", {})});
  ASSERT_EQ(ranked.size(), 4u);
  EXPECT_EQ(ranked[0].content, "good");
  EXPECT_GT(ranked[0].standing->difference, 0.4);
  EXPECT_LT(ranked[0].standing->p_holm, 0.01);
  EXPECT_LE(ranked[0].standing->mean.low, ranked[0].standing->mean.value);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_GE(ranked[i].standing->p_holm, ranked[i].standing->p);
  EXPECT_EQ(ranked[3].content, "new");
  EXPECT_TRUE(ranked[3].standing.suppressed()) << "nothing is told of it";
}

// Among contents that do not differ, a ranking calls any of them different in at most about 5 of
// 100 stores: the promise of Holm's correction.
TEST(RankingTest, LuckIsNotCalledMerit) {
  Draw draw(5);
  int stores_with_a_claim = 0;
  constexpr int kStores = 200;
  for (int store = 0; store < kStores; ++store) {
    std::vector<ContentValues> contents;
    for (int c = 0; c < 6; ++c) {
      std::vector<double> values(20);
      for (double& value : values) value = static_cast<double>(draw.below(2001)) / 1000 - 1;
      contents.push_back(content(std::string(1, static_cast<char>('a' + c)), values));
    }
    double least = 1;
    for (const Ranked& ranked : rank(contents)) least = std::min(least, ranked.standing->p_holm);
    stores_with_a_claim += least < 0.05;
  }
  EXPECT_LE(stores_with_a_claim, kStores / 10);
}

TEST(RankingTest, OneContentHasNothingToBeComparedWith) {
  const auto ranked = rank(std::vector{content("only", {0.1, 0.2, 0.3, 0.4, 0.5})});
  EXPECT_EQ(ranked.at(0).standing->p_holm, 1);
  EXPECT_TRUE(rank({}).empty());
}

}  // namespace
}  // namespace mien::audience
