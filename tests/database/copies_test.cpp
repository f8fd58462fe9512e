// Copies of a database, and what an older file is given.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/sqlite_database.h"
#include "base/temporary_folder.h"
#include "database/migrations.h"
#include "database/sqlite_backup.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

class CopyTest : public testing::Test {
 protected:
  static unsigned rights(const fs::path& file) {
    struct stat found {};
    return stat(file.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path(), file_ = folder_ / "mien.db";
};

TEST_F(CopyTest, ACopyIsConsistentWhileOthersWrite) {
  Database database(file_);
  database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
  Database writer(file_);
  writer.execute("BEGIN; INSERT INTO t VALUES (3)");
  back_up(database, folder_ / "copy.db");
  writer.execute("COMMIT");
  Database copy(folder_ / "copy.db");
  EXPECT_EQ(copy.integer("SELECT count(*) FROM t"), 2) << "what was committed then";
  EXPECT_EQ(copy.text("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(rights(folder_ / "copy.db"), 0600u);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 4)
      << "the file, its log and index, the copy";
}

TEST_F(CopyTest, ACopyThatFailsLeavesTheOneBefore) {
  std::ofstream(folder_ / "copy.db") << "the one before";
  Database(file_).execute("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(200000)), (1)");
  fs::resize_file(file_, fs::file_size(file_) / 2);
  Database torn(file_);
  EXPECT_THROW(back_up(torn, folder_ / "copy.db"), Error);
  std::string left;
  std::getline(std::ifstream(folder_ / "copy.db"), left);
  EXPECT_EQ(left, "the one before");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 2);
}

TEST_F(CopyTest, WhatAnOlderFileHeldIsKeptBeforeItIsChanged) {
  Database(file_).execute(
      "PRAGMA application_id=1835623790; PRAGMA user_version=1; CREATE TABLE runs (id INTEGER); "
      "CREATE TABLE tracks (run, input, track_id, start_s, end_s, frames, emotion, confidence, "
      "valence, arousal, best_frame_s); CREATE TABLE expressions (run, input, second, frames, "
      "faces, "
      "neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, valence, "
      "arousal); "
      "INSERT INTO runs VALUES (7)");
  chmod(file_.c_str(), 0644);
  Database database(file_);
  migrate(database);
  EXPECT_EQ(database.integer("PRAGMA user_version"), newest_schema());
  EXPECT_EQ(rights(file_), 0600u) << "earlier versions let everybody read it";
  Database copy(copy_before_migration(file_, 1));
  EXPECT_EQ(copy.integer("PRAGMA user_version"), 1);
  EXPECT_EQ(copy.integer("SELECT id FROM runs"), 7);
  migrate(database);
  Database fresh(folder_ / "fresh.db");
  migrate(fresh);
  EXPECT_FALSE(fs::exists(copy_before_migration(folder_ / "fresh.db", 0)));
}

// Somebody's view over them, a column of their own, and rows whose run is gone.
TEST_F(CopyTest, WhatOthersDidToAnOlderFileDoesNotKeepItFromBeingUpdated) {
  Database database(file_);
  migrate(database);
  database.execute(R"sql(
PRAGMA user_version=17;
DROP TABLE tracks;
DROP TABLE expressions;
CREATE TABLE tracks (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, input TEXT NOT NULL,
  track_id INTEGER NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL, frames INTEGER NOT NULL,
  emotion TEXT NOT NULL, confidence REAL NOT NULL, valence REAL NOT NULL, arousal REAL NOT NULL,
  best_frame_s REAL NOT NULL, remark TEXT);
CREATE INDEX tracks_by_run ON tracks(run, input);
CREATE TABLE expressions (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, input TEXT NOT NULL,
  second INTEGER NOT NULL, frames INTEGER NOT NULL, faces INTEGER NOT NULL,
  neutral INTEGER NOT NULL, happiness INTEGER NOT NULL, surprise INTEGER NOT NULL,
  sadness INTEGER NOT NULL, anger INTEGER NOT NULL, disgust INTEGER NOT NULL,
  fear INTEGER NOT NULL, contempt INTEGER NOT NULL, unknown INTEGER NOT NULL,
  valence REAL NOT NULL, arousal REAL NOT NULL, remark TEXT,
  PRIMARY KEY (run, input, second)) WITHOUT ROWID;
CREATE VIEW mine AS SELECT t.run, avg(t.valence) AS mean, max(e.second) AS last
  FROM tracks t JOIN expressions e ON e.run = t.run GROUP BY t.run;
INSERT INTO runs (id, started_at, version, detector, detector_sha256, emotion, emotion_sha256,
  approach, workers, machine) VALUES (7, '', '', '', '', '', '', '', 1, '');
INSERT INTO tracks VALUES (7, 'till', 1, 0, 1, 9, 'happiness', 1, 0.5, 0.25, 0, 'x'),
  (7, 'till', 2, 0, 1, 9, 'unknown', 0, 0, 0, 0, 'x'), (8, 'gone', 1, 0, 1, 9, 'anger', 1, 1, 1, 0, 'x');
INSERT INTO expressions VALUES (7, 'till', 3, 1, 2, 0,0,0,0,0,0,0,0,2, 0, 0, 'x'),
  (8, 'gone', 3, 1, 2, 0,0,0,0,0,0,0,0,2, 0, 0, 'x');
)sql");
  database.execute("PRAGMA foreign_keys=ON");
  migrate(database);
  EXPECT_EQ(database.integer("PRAGMA user_version"), newest_schema());
  EXPECT_EQ(database.text("SELECT group_concat(track_id || ':' || coalesce(valence, '-'), ' ') "
                          "FROM (SELECT * FROM tracks ORDER BY track_id)"),
            "1:0.5 2:-");
  EXPECT_EQ(database.text("SELECT run || ' ' || input || ' ' || second || ' ' || (valence IS NULL) "
                          "FROM expressions"),
            "7 till 3 1");
  EXPECT_EQ(database.text("SELECT run || ' ' || mean || ' ' || last FROM mine"), "7 0.5 3");
  EXPECT_EQ(database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'tracks_by_run'"), 1);
  EXPECT_EQ(database.integer("SELECT count(*) FROM pragma_foreign_key_check"), 0);
  database.execute("DELETE FROM runs");
  EXPECT_EQ(database.integer("SELECT (SELECT count(*) FROM tracks) + "
                             "(SELECT count(*) FROM expressions)"),
            0)
      << "rows go with their run";
}

TEST_F(CopyTest, WhatAnUpdateDropsIsOverwritten) {
  Database database(file_);
  migrate(database);
  database.execute("PRAGMA secure_delete=OFF; PRAGMA user_version=17");
  database.execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
      "INSERT INTO tracks SELECT 8, 'a till of long ago', i, 0, 1, 9, 'anger', 1, 1, 1, 0 FROM n");
  migrate(database);
  EXPECT_EQ(database.integer("SELECT count(*) FROM tracks"), 0) << "their run is gone";
  EXPECT_GT(database.integer("PRAGMA freelist_count"), 0);
  std::ifstream file(file_, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.find("of long ago"), std::string::npos);
}

}  // namespace
}  // namespace mien
