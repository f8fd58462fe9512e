// When a figure of a cell may be told, and with which others.
#include "cells/rules.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "cells/periods.h"
#include "database/migrations.h"

namespace mien::audience {
namespace {

constexpr LeastPeople kFive(5);

Sums labels(std::array<std::int64_t, kLabels> people) {
  Sums sums{.people = 20};
  for (std::size_t i = 0; i < kLabels; ++i) {
    sums.label_people[i] = people[i];
    sums.label_ms[i] = 100 * people[i];
    sums.label_time_ms += sums.label_ms[i];
  }
  return sums;
}
Sums answers(std::array<std::int64_t, 5> given) {
  Sums sums;
  sums.answers = given;
  for (const std::int64_t n : given) sums.ratings += n;
  sums.answered = sums.ratings;
  return sums;
}

TEST(RulesTest, TheColumnsAreThoseOfTheDatabase) {
  const TemporaryFolder folder;
  Database database(folder.path() / "mien.db");
  migrate(database);
  for (const char* table : {"cells", "cell_sums"}) {
    Statement columns = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
    columns.start(std::string_view(table));
    std::vector<std::string> names;
    while (columns.next()) names.push_back(columns.text(0));
    ASSERT_GT(names.size(), kColumns);
    names.erase(names.begin(), names.end() - static_cast<std::ptrdiff_t>(kColumns));
    EXPECT_EQ(names, std::vector<std::string>(column_names().begin(), column_names().end()));
  }
}

TEST(RulesTest, EveryFigureHasItsOwnNumber) {
  Sums sums{.exposures = 9,
            .people = 9,
            .pose_ms = 10,
            .pose_people = 4,
            .valence_n = 5,
            .valence_people = 5,
            .reactions = 8,
            .reaction_people = 8,
            .reaction_stays = 9};
  EXPECT_TRUE(fits(Figure::stay, sums, kFive));
  EXPECT_FALSE(fits(Figure::attention, sums, kFive));
  EXPECT_TRUE(fits(Figure::valence, sums, kFive));
  EXPECT_TRUE(fits(Figure::change, sums, kFive)) << "nobody's";
  EXPECT_FALSE(fits(Figure::reaction, sums, kFive)) << "all but one reacted";
  EXPECT_TRUE(fits(Figure::labels, labels({9, 5, 0, 0, 0, 0, 0, 0, 6}), kFive));
  EXPECT_FALSE(fits(Figure::labels, labels({9, 5, 1, 0, 0, 0, 0, 0, 6}), kFive));
  EXPECT_TRUE(fits(Figure::answers, answers({5, 0, 0, 0, 7}), kFive));
  EXPECT_FALSE(fits(Figure::answers, answers({5, 0, 0, 1, 7}), kFive));
}

TEST(RulesTest, AHiddenLabelTakesAnotherWithIt) {
  const auto told = with_hidden_labels(labels({9, 5, 1, 0, 0, 0, 0, 0, 6}), kFive);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->label_ms[0], 900);
  EXPECT_EQ(told->label_ms[2], 0);
  EXPECT_EQ(told->label_hidden_ms[2], told->label_time_ms);
  EXPECT_EQ(told->label_hidden_ms[1], told->label_time_ms) << "the smallest of the others";
  EXPECT_EQ(told->label_hidden_ms[0], 0);
  EXPECT_FALSE(with_hidden_labels(labels({6, 1, 0, 0, 0, 0, 0, 0, 0}), kFive));
}

TEST(RulesTest, LabelsAreToldTogetherWhereOneIsCommon) {
  const std::vector<Sums> groups = {labels({9, 1, 0, 0, 0, 0, 0, 0, 0}),
                                    labels({6, 4, 0, 0, 0, 0, 0, 0, 0}),
                                    labels({4, 9, 0, 0, 0, 0, 0, 0, 0})};
  EXPECT_EQ(alike_in_labels(groups, kFive), (std::vector<std::size_t>{0, 1}));
}

// One who gave a 1 beside six who gave a 5: the sixes of no other cell hide them.
TEST(RulesTest, AnswersAreToldTogetherWhereNoCutIsThin) {
  EXPECT_FALSE(
      tied_by_answers(std::vector{answers({1, 0, 0, 0, 6}), answers({5, 0, 0, 0, 0})}, kFive))
      << "what is left of the first cell is the one of the other";
  EXPECT_TRUE(
      tied_by_answers(std::vector{answers({5, 0, 0, 0, 6}), answers({5, 0, 0, 0, 6})}, kFive));
  EXPECT_TRUE(
      tied_by_answers(std::vector{answers({0, 0, 0, 0, 6}), answers({0, 6, 0, 0, 0})}, kFive))
      << "two that have nothing in common";
}

TEST(PeriodsTest, EachLiesWithinTheNextLonger) {
  for (const auto offset : {std::chrono::minutes(0), std::chrono::minutes(330)}) {
    const UtcOffset clock = [offset](WallTime) { return offset; };
    for (int i = 0; i < 2000; ++i) {
      const WallTime time = *parse_time("2026-11-03T00:00:00Z").time + std::chrono::minutes(i * 37);
      Period shorter{time, time + std::chrono::milliseconds(1)};
      for (int level = 0; level < kLevels; ++level) {
        const Period period = period_of(static_cast<Level>(level), time, clock);
        EXPECT_LE(period.begin, shorter.begin);
        EXPECT_GE(period.end, shorter.end);
        shorter = period;
      }
      EXPECT_EQ(shorter.end - shorter.begin, std::chrono::hours(168));
    }
  }
}

}  // namespace
}  // namespace mien::audience
