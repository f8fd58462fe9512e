// The database file: who may read it, what is left of deleted rows, and what ails it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sqlite_database.h"
#include "base/temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    chmod(folder_.c_str(), 0755);
    file_ = folder_ / "mien.db";
  }

  static unsigned rights(const fs::path& file) {
    struct stat found {};
    return stat(file.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
  }
  /// What a failing statement is taken for.
  static DatabaseFault fault_of(const std::function<void()>& work) {
    try {
      work();
    } catch (const DatabaseError& error) {
      return error.fault();
    }
    ADD_FAILURE() << "nothing failed";
    return DatabaseFault::other;
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  fs::path file_;
};

TEST_F(DatabaseTest, IsItsOwnersAloneWithItsLog) {
  const mode_t before = umask(0);
  Database database(file_);
  database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  umask(before);
  EXPECT_EQ(rights(file_), 0600u);
  EXPECT_EQ(rights(file_.string() + "-wal"), 0600u);
  EXPECT_EQ(rights(file_.string() + "-shm"), 0600u);
}

TEST_F(DatabaseTest, ReadingChangesAndCreatesNothing) {
  EXPECT_THROW(Database(file_, Database::Access::read), DatabaseError);
  EXPECT_FALSE(fs::exists(file_));
  Database(file_).execute("CREATE TABLE t (x)");
  Database reader(file_, Database::Access::read);
  EXPECT_EQ(fault_of([&] { reader.execute("INSERT INTO t VALUES (1)"); }),
            DatabaseFault::read_only);
}

TEST_F(DatabaseTest, TheLogIsEmptiedAsSoonAsNobodyReads) {
  Database database(file_);
  database.execute(
      "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; CREATE TABLE t (x); "
      "INSERT INTO t VALUES ('a word that must go'); DELETE FROM t");
  const auto holds = [&] {
    return std::system(("cat " + file_.string() + "* | grep -q 'a word that must go'").c_str()) ==
           0;
  };
  EXPECT_TRUE(holds()) << "the log has it";
  {
    Database reader(file_);
    reader.execute("BEGIN; SELECT * FROM t");
    database.execute("INSERT INTO t VALUES (1)");
    EXPECT_FALSE(database.empty_log()) << "somebody reads";
  }
  EXPECT_TRUE(database.empty_log());
  EXPECT_FALSE(holds());
}

TEST_F(DatabaseTest, AFileThatGoesOrIsReplacedIsNoticed) {
  Database database(file_);
  database.execute("CREATE TABLE t (x)");
  EXPECT_NO_THROW(database.check_in_place());
  fs::rename(file_, folder_ / "away");
  EXPECT_EQ(fault_of([&] { database.check_in_place(); }), DatabaseFault::gone);
  Database(file_).execute("CREATE TABLE t (x)");
  EXPECT_EQ(fault_of([&] { database.check_in_place(); }), DatabaseFault::gone);
  fs::rename(folder_ / "away", file_);
  EXPECT_NO_THROW(database.check_in_place()) << "it is back";
}

TEST_F(DatabaseTest, WhatAilsItIsToldApartInWords) {
  Database database(file_);
  database.execute("CREATE TABLE t (x); PRAGMA max_page_count=3");
  EXPECT_EQ(fault_of([&] { database.execute("INSERT INTO t VALUES (zeroblob(100000))"); }),
            DatabaseFault::full);
  EXPECT_THAT(database.failure().what(), HasSubstr("the disk is full"));
  Database other(file_);
  other.execute("BEGIN EXCLUSIVE");
  database.execute("PRAGMA busy_timeout=10");
  EXPECT_EQ(fault_of([&] { database.execute("INSERT INTO t VALUES (1)"); }), DatabaseFault::locked);
  EXPECT_THAT(database.failure().what(), HasSubstr("locked by another program"));
  other.execute("ROLLBACK");
  std::ofstream(folder_ / "no.db") << std::string(5000, 'x');
  EXPECT_EQ(
      fault_of([&] { Database(folder_ / "no.db").integer("SELECT count(*) FROM sqlite_schema"); }),
      DatabaseFault::damaged);
}

TEST_F(DatabaseTest, AFileThatMayOnlyBeReadIsNamedSo) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody who may not write";
  Database(file_).execute("CREATE TABLE t (x)");
  chmod(file_.c_str(), 0444);
  const pid_t child = fork();
  if (child == 0) {
    if (setuid(65534) != 0) _exit(9);
    try {
      Database(file_).execute("INSERT INTO t VALUES (1)");
    } catch (const DatabaseError& error) {
      _exit(error.fault() == DatabaseFault::read_only ? 0 : 2);
    }
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace mien
