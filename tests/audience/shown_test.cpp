// What was shown, told before or after the stays, in one piece or corrected, comes to the same.
#include "audience/shown.h"

#include <random>

#include <gmock/gmock.h>

#include "mien/error.h"

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"
#include "stays/observer.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

PlayLine line(const std::string& content, std::chrono::milliseconds from,
              std::chrono::milliseconds to, const std::string& camera = "aisle",
              std::chrono::milliseconds offset = 0ms) {
  return {.played = {.camera = camera,
                     .content = content,
                     .begin = kNine + from - offset,
                     .end = kNine + to - offset},
          .screen = "screen of " + camera,
          .told = kNine + from};
}

class ShownTest : public FolderTest {
 protected:
  /// People one after another for two minutes, of whom each is seen five times a second.
  static std::vector<Exposure> people(const std::string& recording = {}) {
    std::mt19937 random(7);
    Observer observer({.camera = "aisle", .recording = recording, .base = kNine});
    std::vector<Exposure> done;
    std::int64_t track = 1;
    int left = 20;
    for (int i = 0; i < 600; ++i) {
      if (--left == 0) ++track, left = 10 + static_cast<int>(random() % 60);
      const Look look{.label = static_cast<Emotion>(random() % 9),
                      .valence = static_cast<double>(random() % 100) / 100};
      observer.frame(frame(i * 0.2, {face(track, look)}, "shelf"), done);
    }
    observer.finish(done);
    return done;
  }
  /// A rotation of ten seconds.
  static std::vector<PlayLine> rotation(std::chrono::milliseconds offset = 0ms) {
    std::vector<PlayLine> lines;
    for (int i = 0; i < 9; ++i)
      lines.push_back(line(std::string(1, static_cast<char>('a' + i % 3)), i * 10s, (i + 1) * 10s,
                           "aisle", offset));
    return lines;
  }
  std::vector<std::string> rows(const std::filesystem::path& file) {
    Database database(file);
    std::vector<std::string> all;
    Statement query = database.prepare(
        "SELECT content || ' ' || start_ms || ' ' || end_ms || ' ' || visit || ' ' || neutral_ms "
        "|| ' ' || "
        "ifnull(valence, '') || ' ' || ifnull(change, '') || ' ' || recording FROM exposures ORDER "
        "BY start_ms, content");
    query.start();
    while (query.next()) all.push_back(query.text(0));
    return all;
  }
  /// Published with nobody to hide, the figures are those of the stays.
  void expect_sums(const std::filesystem::path& file) {
    Store(file).decide(kLater);
    Database database(file);
    EXPECT_EQ(database.integer("SELECT count(*) FROM undecided_stays"), 0);
    for (const char* from : {"cells", "cell_sums WHERE span <> 1"}) {
      const auto sum = [&](const std::string& column) {
        return database.integer("SELECT ifnull(sum(" + column + "), 0) FROM " + from);
      };
      EXPECT_EQ(sum("exposures"), database.integer("SELECT count(*) FROM exposures")) << from;
      EXPECT_EQ(
          sum("dwell_cs"),
          database.integer("SELECT ifnull(sum((end_ms - start_ms + 5) / 10), 0) FROM exposures"))
          << from;
    }
  }
};

TEST_F(ShownTest, ToldBeforeOrAfterTheStays) {
  const auto other = folder_ / "other.db";
  {
    Store before(file_, {.min_audience = 1}), after(other, {.min_audience = 1});
    const auto none = before.add_shown(rotation(), "player");
    EXPECT_EQ(none.added, 9);
    EXPECT_EQ(none.placed, 0);
    before.add(people());
    after.add(people());
    const auto sum = after.add_shown(rotation(), "player");
    EXPECT_EQ(sum.added, 9);
    EXPECT_GT(sum.placed, 4);
    EXPECT_EQ(sum.uncut, 0);
    EXPECT_EQ(after.add_shown(rotation(), "player").known, 9) << "told again";
  }
  EXPECT_EQ(rows(file_), rows(other));
  EXPECT_GT(rows(other).size(), people().size());
  expect_sums(file_);
  expect_sums(other);
}

TEST_F(ShownTest, APlayersClockThatIsCorrectedPlacesThemAnew) {
  const auto other = folder_ / "other.db";
  {
    Store wrong(file_, {.min_audience = 1}), right(other, {.min_audience = 1});
    wrong.add(people());
    right.add(people());
    wrong.add_shown(rotation(), "player");
    EXPECT_EQ(wrong.add_shown(rotation(2500ms), "player").added, 9);
    right.add_shown(rotation(2500ms), "player");
  }
  EXPECT_EQ(rows(file_), rows(other));
  expect_sums(file_);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM shown"), 9);
}

TEST_F(ShownTest, TakenBackItIsAsBefore) {
  Store store(file_, {.min_audience = 1});
  store.add(people("r"));
  store.flush();
  const auto before = rows(file_);
  store.add_shown(rotation(), "player");
  EXPECT_NE(rows(file_), before);
  EXPECT_EQ(store.undo_shown("player").known, 9);
  EXPECT_EQ(rows(file_), before);
  expect_sums(file_);
}

TEST_F(ShownTest, OtherCamerasAndTimesStayAsTheyAre) {
  Store store(file_, {.min_audience = 1});
  store.add(people());
  store.flush();
  const auto before = rows(file_);
  store.add_shown(std::vector{line("a", 0s, 60s, "entrance"), line("a", 1h, 2h)}, "player");
  EXPECT_EQ(rows(file_), before);
}

TEST_F(ShownTest, AShowingOfHoursIsFound) {
  Store store(file_, {.min_audience = 1});
  store.add_shown(std::vector{line("poster", -5h, 5h)}, "player");
  store.add(people());
  store.decide(kLater);
  EXPECT_EQ(store.by_content().size(), 1u);
  EXPECT_TRUE(store.by_content().contains("poster"));
}

TEST_F(ShownTest, ARecordingThatIsAnalysedAgainCountsOnce) {
  std::vector<std::string> once;
  {
    Store store(file_, {.min_audience = 1});
    store.add(people("r"));
    store.add_shown(rotation(), "player");
    once = rows(file_);
    EXPECT_TRUE(store.has_recording("r"));
  }
  Store again(file_, {.min_audience = 1, .once = true});
  again.replace({"r"}, people("r"));
  EXPECT_EQ(rows(file_), once);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM seen"),
            static_cast<std::int64_t>(people().size()));
}

TEST_F(ShownTest, StaysOfAnOlderMienGoWholeOrStay) {
  Store store(file_, {.min_audience = 1});
  store.add(std::vector{stay("shelf", kNine + 1s, 5, 0.5), stay("shelf", kNine + 12s, 15, 0.5)});
  const auto sum = store.add_shown(rotation(), "player");
  EXPECT_EQ(sum.uncut, 1);
  store.decide(kLater);
  const auto contents = store.by_content();
  EXPECT_TRUE(contents.contains("a"));
  EXPECT_TRUE(contents.contains("shelf"));
  store.undo_shown("player");
  store.decide(kLater);
  EXPECT_EQ(store.by_content().size(), 1u);
  expect_sums(file_);
}

// Twelve people of an hour were told of as in front of the shelf. That three of them were in front
// of something else is told of nowhere; that six of them were, is, apart from two who come late:
// with them, the difference would tell of these two.
TEST_F(ShownTest, WhatWasToldChangesForEnoughPeopleOrStays) {
  Store store(file_, {.min_audience = 5});
  std::vector<Exposure> twelve;
  for (int i = 0; i < 12; ++i) twelve.push_back(stay("shelf", kNine + i * 60s, 5, 0.5));
  store.add(twelve);
  store.decide(kLater);
  const auto people = [&](const std::string& content) {
    const auto told = store.by_content();
    const auto found = told.find(content);
    return found == told.end() ? std::int64_t{0} : found->second->people;
  };
  EXPECT_EQ(people("shelf"), 12);
  store.add_shown(std::vector{line("spot", 0s, 150s)}, "few");
  store.decide(kLater);
  EXPECT_EQ(people("shelf"), 12);
  EXPECT_EQ(people("spot"), 0);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM exposures"), 12) << "nobody is two";
  store.add(std::vector{stay("spot", kNine + 1000s, 5, 0.5), stay("spot", kNine + 1060s, 5, 0.5)});
  store.add_shown(std::vector{line("spot", 0s, 330s)}, "enough");
  store.decide(kLater);
  EXPECT_EQ(people("shelf"), 6);
  EXPECT_EQ(people("spot"), 6);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM exposures"), 14);
}

// Six leave a cell, five of them for one content and one for another: what is left of the six would
// be that one.
TEST_F(ShownTest, WhoWouldBeLeftOverKeepsTheOthersInTheirPlace) {
  Store store(file_, {.min_audience = 5});
  std::vector<Exposure> twelve;
  for (int i = 0; i < 12; ++i) twelve.push_back(stay("shelf", kNine + i * 60s, 5, 0.5));
  store.add(twelve);
  store.decide(kLater);
  store.add_shown(std::vector{line("spot", 0s, 270s), line("soup", 290s, 330s)}, "player");
  store.decide(kLater);
  EXPECT_EQ(store.by_content().size(), 1u);
  EXPECT_EQ(store.totals()->people, 12);
}

TEST_F(ShownTest, RetentionTakesAllOfIt) {
  Store store(file_, {.retention_days = 1, .min_audience = 1});
  store.add(people());
  store.add_shown(rotation(), "player");
  store.decide(kLater);
  store.enforce_retention(kNine + 48h);
  Database database(file_);
  for (const char* table : {"exposures", "seen", "shown", "cells", "cell_sums"})
    EXPECT_EQ(database.integer(std::string("SELECT count(*) FROM ") + table), 0) << table;
}

TEST_F(ShownTest, WhatEndsBeforeItBeginsIsRefusedWhole) {
  Store store(file_, {.min_audience = 1});
  EXPECT_THROW(store.add_shown(std::vector{line("a", 0s, 5s), line("b", 9s, 9s)}, "p"), Error);
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM shown"), 0);
}

}  // namespace
}  // namespace mien::audience
