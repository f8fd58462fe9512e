// The minimum audience holds for the number behind each figure. What is told is computed a second
// time here, from the rows.
#include <random>

#include "audience/tallies.h"
#include "few_people_fixture.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

TEST_F(FewPeopleTest, OneOfSevenIsNotToBeSeen) {
  Store store(file_, {.min_audience = 5});
  std::vector<Exposure> seven;
  for (int i = 0; i < 6; ++i) seven.push_back(nobody_knows(i));
  Exposure known = stay("shelf", kNine + 6s, 4, 0.9);
  known.pose_ms = 4000;
  known.attention_ms = 3000;
  known.reaction = Reaction{Emotion::happiness, 700ms};
  seven.push_back(known);
  store.add(seven);
  store.decide(kLater);
  const auto figures = store.totals();
  ASSERT_FALSE(figures.suppressed()) << "seven people were there";
  EXPECT_EQ(figures->people, 7);
  EXPECT_FALSE(figures->attention) << "one person's";
  EXPECT_FALSE(figures->valence) << "one person's";
  EXPECT_FALSE(figures->labels[1]) << "one person's";
  EXPECT_FALSE(figures->labels[kEmotions]) << "it gives the other away";
  EXPECT_FALSE(figures->labels[2]) << "nobody's, but nothing is told of labels";
  EXPECT_FALSE(figures->reaction_share) << "one of seven";
  EXPECT_FALSE(figures->reaction_delay_s) << "one person's";
}

TEST_F(FewPeopleTest, ThoseWhoDidNotReactAreAFewAsWell) {
  Store store(file_, {.min_audience = 5});
  std::vector<Exposure> stays;
  for (int i = 0; i < 9; ++i) {
    stays.push_back(stay("shelf", kNine + std::chrono::seconds(i), 4, 0.5));
    if (i > 0) stays.back().reaction = Reaction{Emotion::happiness, 700ms};
  }
  store.add(stays);
  store.decide(kLater);
  EXPECT_FALSE(store.totals()->reaction_share) << "all but one did";
  EXPECT_FALSE(store.totals()->reaction_delay_s) << "it goes with the share";
}

TEST_F(FewPeopleTest, ManyVisitsOfOnePersonAreOnePerson) {
  Store store(file_, {.min_audience = 5});
  std::vector<Exposure> stays;
  for (int i = 0; i < 6; ++i) stays.push_back(nobody_knows(i));
  for (int visit = 1; visit < 9; ++visit) {
    stays.push_back(stay("shelf", kNine + 9s, 4, 0.9, "aisle", visit));
    stays.back().pose_ms = 4000;
  }
  store.add(stays);
  store.decide(kLater);
  EXPECT_FALSE(store.totals()->attention);
  EXPECT_FALSE(store.totals()->valence);
  EXPECT_FALSE(store.totals()->labels[1]);
  EXPECT_TRUE(store.rank_by_valence().at(0).standing.suppressed());
}

// Three hours that are told of together, of which the first is no longer kept; then a recording of
// the others is taken out.
TEST_F(FewPeopleTest, WhoIsNoLongerKeptIsNotWhatIsLeft) {
  const auto hour = [](int at, const std::string& recording) {
    std::vector<Exposure> five;
    for (int i = 0; i < 5; ++i) {
      five.push_back(nobody_knows(at * 3600 + 300 + i));
      if (i < 3) five.back().valence = 0.5;
      five.back().recording = recording;
    }
    return five;
  };
  Store store(file_, {.retention_days = 1, .min_audience = 5});
  for (int at = 0; at < 3; ++at) store.add(hour(at, at == 0 ? "first" : "second"));
  for (int i = 0; i < 6; ++i) store.add(std::vector{nobody_knows(6 * 3600 + i)});
  store.decide(kLater);
  ASSERT_EQ(store.totals()->valences, 9) << "none of the hours alone has enough";
  store.enforce_retention(kNine + 25h + 1min);
  ASSERT_EQ(count("recording = 'first'"), 0);
  store.replace({"second"}, std::vector<Exposure>{});
  EXPECT_EQ(store.totals()->valences, 9) << "three of the first hour would be left";
}

// Any figure that is told has enough people behind it by the rows, and is what the rows say.
TEST_F(FewPeopleTest, WhateverIsToldHasEnoughPeopleBehindIt) {
  std::mt19937 random(11);
  int hidden = 0;
  for (int round = 0; round < 40; ++round) {
    std::filesystem::remove(file_);
    Store store(file_, {.min_audience = 5});
    std::vector<Exposure> stays;
    for (unsigned i = 0; i < 5 + random() % 20; ++i) {
      Exposure one = nobody_knows(static_cast<int>(i), random() % 5 == 0 ? 2 : 1);
      for (std::size_t label = 0; label < kEmotions; ++label)
        if (random() % (2 + label * 3) == 0)
          one.label_ms[label] = static_cast<std::int64_t>(1 + random() % 3000);
      if (random() % 2) {
        one.pose_ms = 2000;
        one.attention_ms = static_cast<std::int64_t>(random() % 2000);
      }
      if (random() % 2) one.valence = static_cast<double>(random() % 2001) / 1e3 - 1;
      if (random() % 3 == 0) one.reaction = Reaction{Emotion::fear, 300ms};
      stays.push_back(one);
    }
    store.add(stays);
    store.decide(kLater);
    const auto figures = store.totals();
    if (figures.suppressed()) continue;
    if (figures->attention) {
      EXPECT_GE(count("pose_ms > 0"), 5);
      EXPECT_NEAR(*figures->attention,
                  real("SELECT sum(attention_ms) * 1.0 / sum(pose_ms) FROM exposures"), 1e-9);
    }
    if (figures->valence) {
      EXPECT_GE(count("valence IS NOT NULL"), 5);
      EXPECT_NEAR(*figures->valence, real("SELECT avg(valence) / 10000 FROM exposures"), 1e-9);
    }
    double sum = 0;
    std::vector<std::int64_t> people_hidden;
    for (std::size_t label = 0; label <= kEmotions; ++label) {
      const std::string column = std::string(name_of(static_cast<Emotion>(label))) + "_ms";
      const std::int64_t people = count(column + " > 0");
      if (!figures->labels[label]) {
        people_hidden.push_back(people);
        continue;
      }
      const double share =
          real("SELECT sum(" + column +
               ") * 1.0 / sum(neutral_ms + happiness_ms + surprise_ms + sadness_ms + anger_ms + "
               "disgust_ms + fear_ms + contempt_ms + unknown_ms) FROM exposures");
      EXPECT_NEAR(*figures->labels[label], share, 1e-9) << column;
      EXPECT_TRUE(share == 0 || people >= 5) << column << " of " << people;
      sum += share;
    }
    hidden += !people_hidden.empty();
    EXPECT_NE(people_hidden.size(), 1u) << "it is what is left of the whole";
    if (people_hidden.empty()) {
      EXPECT_NEAR(sum, 1, 1e-9);
    }
    if (figures->reaction_share) {
      const std::int64_t reacted = count("reaction IS NOT NULL");
      EXPECT_TRUE(*figures->reaction_share == 0 || reacted >= 5);
      EXPECT_TRUE(*figures->reaction_share == 1 || count("reaction IS NULL") >= 5);
    }
  }
  EXPECT_GT(hidden, 5);
}

TEST_F(FewPeopleTest, TheLiveMinuteHidesThemToo) {
  Tallies tallies(5);
  std::vector<Face> faces;
  for (int i = 1; i <= 6; ++i) faces.push_back(face(i, {.label = Emotion::unknown}));
  faces.push_back(face(7, {.label = Emotion::happiness, .valence = 0.9}));
  tallies.see("aisle", kNine, faces);
  const Tally tally = tallies.tick(kNine);
  ASSERT_FALSE(tally.contents.at(0).figures.suppressed());
  const TallyFigures& figures = *tally.contents.at(0).figures;
  EXPECT_FALSE(figures.valence);
  EXPECT_FALSE(figures.labels[1]);
  EXPECT_FALSE(figures.labels[kEmotions]);
}

// Whoever opens the file later guards it as those who filled it were told to.
TEST_F(FewPeopleTest, TheFileKnowsItsMinimum) {
  Store(file_, {.min_audience = 200});
  EXPECT_EQ(Store(file_).min_audience(), 200);
  Store later(file_, {.min_audience = 20});
  EXPECT_EQ(Store(file_).min_audience(), 20) << "what was told last";
  Store reader(file_, {.min_audience = 3, .reader = true});
  EXPECT_EQ(reader.min_audience(), 3);
  EXPECT_EQ(Store(file_).min_audience(), 20) << "a reader changes nothing";
  EXPECT_EQ(Store(folder_ / "other.db").min_audience(), 5);
}

// Labels of two hours were told together because enough people of each showed one and the same.
TEST_F(FewPeopleTest, ARaisedMinimumWithdrawsLabelsThatAreNoLongerToldApart) {
  const auto fill = [&](const std::filesystem::path& file) {
    Store store(file, {.min_audience = 5});
    std::vector<Exposure> stays;
    const auto add = [&](int hour, int happy, int sad) {
      for (int i = 0; i < happy + sad; ++i)
        stays.push_back(stay("shelf", kNine + std::chrono::hours(hour) + std::chrono::minutes(i),
                             10, i < happy ? 0.5 : -0.5));
    };
    add(0, 5, 3);
    add(1, 9, 4);
    store.add(stays);
    store.decide(kLater);
    return store.totals()->labels[static_cast<std::size_t>(Emotion::sadness)];
  };
  ASSERT_TRUE(fill(file_));
  Store raised(file_, {.min_audience = 7});
  EXPECT_EQ(raised.totals()->people, 21) << "each hour has enough";
  EXPECT_FALSE(raised.totals()->labels[static_cast<std::size_t>(Emotion::sadness)])
      << "five happy people of an hour are too few to hide its sad ones";
  ASSERT_TRUE(fill(folder_ / "other.db"));
  Store same(folder_ / "other.db", {.min_audience = 5});
  EXPECT_TRUE(same.totals()->labels[static_cast<std::size_t>(Emotion::sadness)]);
}

// A run without a word of it into the file of a server that has 200.
TEST_F(FewPeopleTest, TheUsualMinimumRaisesAndNeverLowers) {
  Store(file_, {.min_audience = 200});
  EXPECT_EQ(Store(file_, {.min_audience = 5, .usual_minimum = true}).min_audience(), 200);
  EXPECT_EQ(Store(file_).min_audience(), 200);
  Store(file_, {.min_audience = 3});
  EXPECT_EQ(Store(file_, {.min_audience = 5, .usual_minimum = true}).min_audience(), 5);
}

}  // namespace
}  // namespace mien::audience
