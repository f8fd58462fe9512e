// Do ratings and expressions agree, which content is ahead, and who is too few to say?
#include "audience/relation.h"

#include <cmath>

#include <gmock/gmock.h>

#include "audience/ranking.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

Rating rating(double value, WallTime time, std::string content = "shelf", std::string camera = {}) {
  return {.content = std::move(content), .camera = std::move(camera), .time = time, .value = value};
}

/// `n` people an hour apart with these valences, and a rating right after each.
struct Visits {
  std::vector<Exposure> stays;
  std::vector<Rating> ratings;
  void add(double valence, double value) {
    const WallTime time = kNine + std::chrono::hours(stays.size());
    stays.push_back(stay("shelf", time, 10, valence));
    ratings.push_back(rating(value, time + 1min));
  }
};

TEST(JoinTest, ByContentCameraAndTime) {
  const std::vector<Exposure> stays = {stay("a", kNine, 10, 0.5, "aisle"),
                                       stay("a", kNine, 10, -0.5, "till"),
                                       stay("b", kNine, 10, 0.9, "aisle")};
  const auto valence = [&](const Rating& one) -> std::optional<double> {
    const RatingJoin joined = join(std::vector{one}, stays, {});
    return joined.ratings.empty() ? std::nullopt : joined.ratings[0].valence;
  };
  EXPECT_NEAR(*valence(rating(3, kNine, "a")), 0, 1e-12) << "any camera: the mean of both";
  EXPECT_EQ(valence(rating(3, kNine, "a", "aisle")), 0.5);
  EXPECT_EQ(valence(rating(3, kNine, "a", "till")), -0.5);
  EXPECT_EQ(valence(rating(3, kNine, "c")), std::nullopt);
  EXPECT_EQ(valence(rating(3, kNine + 10min + 10s, "b")), 0.9) << "10 minutes after its end";
  EXPECT_EQ(valence(rating(3, kNine + 10min + 11s, "b")), std::nullopt);
  EXPECT_EQ(valence(rating(3, kNine - 10min, "b")), 0.9);
  EXPECT_EQ(valence(rating(3, kNine - 10min - 1s, "b")), std::nullopt);
}

TEST(JoinTest, ALongStayIsMetThroughoutItsTime) {
  const std::vector<Exposure> stays = {stay("a", kNine, 7200, 0.5), stay("a", kNine + 3h, 1, 0.1)};
  const std::vector<Rating> ratings = {rating(3, kNine + 1h, "a")};
  EXPECT_EQ(join(ratings, stays, {}).ratings.at(0).valence, 0.5);
}

TEST(RelationTest, RatingsThatFollowTheFacesCorrelate) {
  Visits visits;
  for (int i = 0; i < 40; ++i) {
    const double valence = (i % 10) / 5.0 - 0.9;
    visits.add(valence, 1 + (i % 10) / 2);
  }
  const auto relation = relate(visits.ratings, visits.stays);
  ASSERT_FALSE(relation.suppressed());
  EXPECT_EQ(relation->pairs, 40u);
  EXPECT_EQ(relation->people, 40u);
  EXPECT_GT(relation->spearman->value, 0.97);
  EXPECT_GT(relation->spearman->low, 0.9);
  EXPECT_LE(relation->spearman->high, 1);
  EXPECT_GT(relation->kendall->low, 0.8);
  EXPECT_THAT(relation->notices, IsEmpty());
  // Happy about 4 and 5, sad about 1 and 2.
  const auto lift = [&](Emotion emotion) {
    for (const auto& [label, lift] : relation->lifts)
      if (label == emotion) return *lift;
    return Lift{};
  };
  EXPECT_EQ(lift(Emotion::happiness).ratings, 16u);
  EXPECT_GT(lift(Emotion::happiness).difference->low, 0);
  EXPECT_LT(lift(Emotion::sadness).difference->high, 0);
  EXPECT_NEAR(lift(Emotion::happiness).mean - lift(Emotion::happiness).difference->value, 3, 1e-9);
}

TEST(RelationTest, TheAgreementMatrixCountsAndHides) {
  Visits visits;
  for (int i = 0; i < 10; ++i) visits.add(-0.5, 1);
  for (int i = 0; i < 8; ++i) visits.add(0, 3);
  for (int i = 0; i < 12; ++i) visits.add(0.5, 5);
  for (int i = 0; i < 6; ++i) visits.add(0.5, 2);
  visits.add(-0.5, 4);
  const auto relation = relate(visits.ratings, visits.stays);
  const Agreement& agreement = relation->agreement;
  EXPECT_EQ(*agreement.cells[0][0], 10);
  EXPECT_EQ(*agreement.cells[1][1], 8);
  EXPECT_EQ(*agreement.cells[2][2], 12);
  EXPECT_EQ(*agreement.cells[1][0], 0) << "an empty cell is nobody's figure";
  EXPECT_TRUE(agreement.cells[2][0].suppressed()) << "one person";
  EXPECT_TRUE(agreement.cells[0][2].suppressed()) << "else the hidden one is the rest of the sum";
  EXPECT_DOUBLE_EQ(*agreement.share, 30.0 / 37);
  EXPECT_FALSE(agreement.kappa) << "the hidden cells could be worked out";
}

TEST(RelationTest, AShareDoesNotGiveACellAway) {
  Visits visits;
  for (int i = 0; i < 10; ++i) visits.add(-0.5, 1);
  for (int i = 0; i < 12; ++i) visits.add(0.5, 5);
  for (int i = 0; i < 3; ++i) visits.add(0, 3);    // on the diagonal
  for (int i = 0; i < 2; ++i) visits.add(0.5, 1);  // off it
  const auto relation = relate(visits.ratings, visits.stays);
  const Agreement& agreement = relation->agreement;
  EXPECT_TRUE(agreement.cells[1][1].suppressed());
  EXPECT_TRUE(agreement.cells[0][0].suppressed()) << "else 27 agreements less the two shown";
  EXPECT_EQ(*agreement.cells[2][2], 12);
  EXPECT_TRUE(agreement.cells[0][2].suppressed());
  int hidden = 0;
  for (const auto& row : agreement.cells)
    for (const auto& cell : row) hidden += cell.suppressed();
  EXPECT_EQ(hidden, 4) << "off the diagonal an empty one too";
}

TEST(RelationTest, KappaWhereEveryCellIsShown) {
  Visits visits;
  for (int i = 0; i < 10; ++i) visits.add(-0.5, 1);
  for (int i = 0; i < 8; ++i) visits.add(0, 3);
  for (int i = 0; i < 12; ++i) visits.add(0.5, 5);
  for (int i = 0; i < 7; ++i) visits.add(0.5, 2);
  const auto relation = relate(visits.ratings, visits.stays);
  EXPECT_NEAR(*relation->agreement.kappa, *cohen_kappa({{{10, 0, 7}, {0, 8, 0}, {0, 0, 12}}}),
              1e-12);
}

TEST(RelationTest, FewRatingsOrFewPeopleShowNothing) {
  Visits visits;
  for (int i = 0; i < 4; ++i) visits.add(i / 4.0, 1 + i);
  EXPECT_TRUE(relate(visits.ratings, visits.stays).suppressed());
  visits.add(0.9, 5);
  const auto relation = relate(visits.ratings, visits.stays);
  ASSERT_FALSE(relation.suppressed());
  EXPECT_THAT(relation->notices, Contains(HasSubstr("only 5 ratings")));
  for (Exposure& stay : visits.stays) stay.visit = 2;
  EXPECT_TRUE(relate(visits.ratings, visits.stays).suppressed()) << "one person's many visits";
  EXPECT_TRUE(relate({}, {}).suppressed());
}

TEST(RelationTest, ManyRatingsOfOneMomentAreOneWitness) {
  std::vector<Exposure> stays;
  std::vector<Rating> ratings;
  for (int i = 0; i < 50; ++i) {
    stays.push_back(stay("shelf", kNine, 5, 0.5));
    ratings.push_back(rating(1 + i % 5, kNine + std::chrono::seconds(i)));
  }
  const auto relation = relate(ratings, stays);
  EXPECT_FALSE(relation->spearman) << "all were joined to the same faces";
  EXPECT_THAT(relation->notices, Contains(HasSubstr("stretches of time")));
  EXPECT_THAT(relation->notices, Contains(HasSubstr("no correlation")));
}

TEST(RelationTest, TheSameDataGiveTheSameIntervals) {
  Visits visits;
  for (int i = 0; i < 30; ++i) visits.add(std::sin(i), 1 + i * 7 % 5);
  const auto first = relate(visits.ratings, visits.stays);
  const auto second = relate(visits.ratings, visits.stays);
  EXPECT_EQ(first->spearman->low, second->spearman->low);
  EXPECT_EQ(first->kendall->high, second->kendall->high);
}

ContentValues content(std::string name, std::vector<double> values) {
  const auto people = static_cast<std::int64_t>(values.size());
  return {std::move(name), std::move(values), people};
}

TEST(RankingTest, BestFirstWithCorrectedDoubt) {
  std::vector<double> good, plain, other;
  for (int i = 0; i < 60; ++i) {
    good.push_back(0.5 + 0.01 * (i % 7));
    plain.push_back(0.1 + 0.01 * (i % 5));
    other.push_back(0.1 + 0.01 * (i * 3 % 5));
  }
  const auto ranked = rank(std::vector{content("plain", plain), content("good", good),
                                       content("other", other), content("new", {0.9, 0.9})},
                           5);
  ASSERT_EQ(ranked.size(), 4u);
  EXPECT_EQ(ranked[0].content, "good");
  EXPECT_GT(ranked[0].standing->difference, 0.4);
  EXPECT_LT(ranked[0].standing->p_holm, 0.01);
  EXPECT_LE(ranked[0].standing->mean.low, ranked[0].standing->mean.value);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_GE(ranked[i].standing->p_holm, ranked[i].standing->p);
  EXPECT_EQ(ranked[3].content, "new");
  EXPECT_TRUE(ranked[3].standing.suppressed()) << "two people, however happy";
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
    for (const Ranked& ranked : rank(contents, 5, {.rounds = 400}))
      least = std::min(least, ranked.standing->p_holm);
    stores_with_a_claim += least < 0.05;
  }
  EXPECT_LE(stores_with_a_claim, kStores / 10);
}

TEST(RankingTest, OneContentHasNothingToBeComparedWith) {
  const auto ranked = rank(std::vector{content("only", {0.1, 0.2, 0.3, 0.4, 0.5})}, 5);
  EXPECT_EQ(ranked.at(0).standing->p_holm, 1);
  EXPECT_TRUE(rank({}, 5).empty());
}

}  // namespace
}  // namespace mien::audience
