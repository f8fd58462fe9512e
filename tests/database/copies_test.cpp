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

}  // namespace
}  // namespace mien
