// The minimum audience holds for ratings as for people.
#include "few_people_fixture.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

TEST_F(FewPeopleTest, AnAnswerThatFewGaveIsNotShown) {
  Store store(file_, {.min_audience = 5});
  std::vector<Rating> ratings;
  for (int i = 0; i < 12; ++i)
    ratings.push_back({.content = "shelf",
                       .time = kNine,
                       .value = i == 0 ? 1.0 : 5.0,
                       .source = "kiosk",
                       .source_row = std::to_string(i)});
  store.add_ratings(ratings);
  store.decide(kNine + 90min);
  EXPECT_EQ(store.ratings_by_content().at("shelf")->ratings, 12);
  EXPECT_FALSE(store.ratings_by_content().at("shelf")->answers) << "one customer's";
  std::vector<Rating> more;
  for (int i = 0; i < 4; ++i)
    more.push_back({.content = "shelf",
                    .time = kNine,
                    .value = 1,
                    .source = "kiosk",
                    .source_row = "more" + std::to_string(i)});
  for (Rating& one : more) one.time = kNine + 1h;
  more.push_back(more.back());
  more.back().source_row = "last";
  store.add_ratings(more);
  store.decide(kLater);
  EXPECT_EQ(store.ratings_by_content().at("shelf")->ratings, 17);
  EXPECT_EQ(store.ratings_by_content().at("shelf")->answers,
            (std::array<std::int64_t, 5>{5, 0, 0, 0, 0}))
      << "the other hour's would tell of the one";
  EXPECT_EQ(store.ratings_by_content().at("shelf")->answered, 5);
}

// Their number, mean and spread together would often be those of one set of five answers.
TEST_F(FewPeopleTest, FiveRatingsOfOneMeanAreToldAlikeWhateverTheAnswers) {
  std::set<std::string> told;
  const std::array<std::array<int, 5>, 5> same_mean = {
      {{5, 3, 3, 3, 3}, {4, 4, 3, 3, 3}, {5, 5, 5, 1, 1}, {4, 4, 4, 4, 1}, {5, 4, 4, 2, 2}}};
  for (std::size_t i = 0; i < same_mean.size(); ++i) {
    Store store(folder_ / (std::to_string(i) + ".db"), {.min_audience = 5});
    std::vector<Rating> ratings;
    for (const int value : same_mean[i])
      ratings.push_back({.content = "shelf",
                         .time = kNine,
                         .value = static_cast<double>(value),
                         .source_row = std::to_string(ratings.size())});
    for (int n = 0; n < 8; ++n)  // another content, with which they are compared and ranked
      ratings.push_back({.content = "soup",
                         .time = kNine,
                         .value = 4.0 + n % 2,
                         .source_row = std::to_string(ratings.size())});
    store.add_ratings(ratings);
    store.decide(kLater);
    std::string all;
    for (const PublishedCell& cell : store.published_since(0, 99))
      for (const std::int64_t value : columns_of(cell.sums)) all += std::to_string(value) + ' ';
    const Ranked ranked = store.rank_by_rating().back();
    ASSERT_EQ(ranked.content, "shelf");
    all += std::to_string(ranked.standing->mean.low) + ' ' + std::to_string(ranked.standing->p);
    told.insert(all);
    EXPECT_LT(ranked.standing->mean.low, 3.4 - 0.5) << "the interval is a wide one";
  }
  EXPECT_EQ(told.size(), 1u);
}

// With enough of each answer these are told, and so is the spread.
TEST_F(FewPeopleTest, TheSpreadOfRatingsIsToldWithTheirAnswers) {
  Store store(file_, {.min_audience = 5});
  std::vector<Rating> ratings;
  for (int n = 0; n < 12; ++n)
    ratings.push_back({.content = "shelf",
                       .time = kNine,
                       .value = n % 2 ? 4.0 : 2.0,
                       .source_row = std::to_string(n)});
  store.add_ratings(ratings);
  store.decide(kLater);
  EXPECT_EQ(store.rating_sums({}).at("shelf").squares, 6 * 4 + 6 * 16);
  Store raised(file_, {.min_audience = 7});
  EXPECT_EQ(raised.rating_sums({}).at("shelf").squares, 6 * 36 - 5 * 12)
      << "six of an answer are too few now: neither it nor the spread is told any more";
  EXPECT_FALSE(raised.ratings_by_content().at("shelf")->answers);
}

}  // namespace
}  // namespace mien::audience
