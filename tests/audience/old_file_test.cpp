// A mien.db that 0.1.0 made goes on working: what it held is what is told, by its own rows.
#include <fstream>
#include <iterator>

#include "audience/audit_log.h"
#include "audience/store.h"
#include "base/sqlite_database.h"
#include "database/migrations.h"
#include "faces.h"

namespace mien::audience {
namespace {

class OldFileTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    std::ifstream text(std::string(MIEN_SOURCE_DIR) + "/tests/fixtures/0.1.0/mien.db.sql");
    ASSERT_TRUE(text) << "the fixture is missing";
    Database(file_).execute(std::string(std::istreambuf_iterator<char>(text), {}));
    ASSERT_EQ(Database(file_).integer("PRAGMA user_version"), 3);
  }
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }
};

TEST_F(OldFileTest, ItsFiguresAreThoseOfItsRows) {
  const std::int64_t stays = count("SELECT count(*) FROM exposures");
  const std::int64_t valence = count("SELECT sum(valence) FROM exposures");
  const std::int64_t known = count("SELECT count(valence) FROM exposures");
  const std::int64_t people = count("SELECT count(*) FROM exposures WHERE visit = 1");
  const std::int64_t ratings = count("SELECT count(*) FROM ratings");
  ASSERT_GT(stays, 0);
  ASSERT_GT(ratings, 0);
  Store store(file_, {.min_audience = 1});
  EXPECT_EQ(count("PRAGMA user_version"), newest_schema());
  store.decide(kLater);
  const auto figures = store.totals();
  EXPECT_EQ(figures->exposures, stays);
  EXPECT_EQ(figures->people, people);
  ASSERT_TRUE(figures->valence);
  EXPECT_NEAR(*figures->valence, static_cast<double>(valence) / 1e4 / static_cast<double>(known),
              1e-9);
  std::int64_t rated = 0;
  for (const auto& [content, own] : store.ratings_by_content()) rated += own->ratings;
  EXPECT_EQ(rated, ratings);
  EXPECT_EQ(count("SELECT sum(unknown_people) FROM cell_sums WHERE span = 1"),
            count("SELECT count(*) FROM exposures WHERE visit = 1 AND unknown_ms > 0"));
}

TEST_F(OldFileTest, ItsRatingsKeepTheirIds) {
  const std::int64_t before = count("SELECT count(*) FROM ratings");
  Database old(file_);
  Statement one = old.prepare(
      "SELECT content, camera, time_ms, value, scale, source, source_row FROM ratings "
      "WHERE source_row <> '' LIMIT 1");
  one.start();
  ASSERT_TRUE(one.next());
  const Rating rating{.content = one.text(0),
                      .camera = one.text(1),
                      .time = WallTime(std::chrono::milliseconds(one.integer(2))),
                      .value = one.real(3),
                      .scale = static_cast<int>(one.integer(4)),
                      .source = one.text(5),
                      .source_row = one.text(6)};
  one.start();
  Store store(file_);
  EXPECT_EQ(store.add_ratings(std::vector{rating}).duplicates, 1);
  Rating other = rating;
  other.value = rating.value > 3 ? 1 : 5;
  EXPECT_THROW(store.add_ratings(std::vector{other}), RatingConflict);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), before);
}

TEST_F(OldFileTest, WhoOnlyReadsIsToldWhatBringsItUpToDate) {
  try {
    Store store(file_, {.reader = true});
    ADD_FAILURE() << "was read";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("by an older mien (schema 3"), std::string::npos);
  }
  EXPECT_EQ(count("PRAGMA user_version"), 3) << "nothing was changed";
}

TEST_F(OldFileTest, WhatItHeldIsKeptBesideIt) {
  { Store store(file_); }
  Database copy(copy_before_migration(file_, 3));
  EXPECT_EQ(copy.integer("PRAGMA user_version"), 3);
  EXPECT_EQ(copy.integer("SELECT count(*) FROM exposures"),
            count("SELECT count(*) FROM exposures"));
  EXPECT_NO_THROW(AuditLog(file_).recent());
}

// Two ratings of one id, which 0.1.0 took: both stay, the first has the name.
TEST_F(OldFileTest, TwoRatingsOfOneIdStay) {
  Database(file_).execute(
      "INSERT INTO ratings (content, camera, time_ms, value, scale, source, source_row) VALUES "
      "('a', '', 1793696400000, 4, 5, 'api', 'twice'), ('a', '', 1793696400001, 5, 5, 'api', "
      "'twice')");
  { Store store(file_); }
  EXPECT_EQ(count("SELECT count(*) FROM ratings WHERE source_row = 'twice'"), 2);
  EXPECT_EQ(count("SELECT value FROM ratings WHERE name = 'twice'"), 4);
}

}  // namespace
}  // namespace mien::audience
