// A report of results that may only be read: the same page, and not a byte of them changed.
#include "database/stand_in.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "audience_fixture.h"
#include "base/sqlite_database.h"
#include "database/sqlite_backup.h"
#include "report/audience.h"
#include "report/comparison.h"

namespace mien::report {
namespace {

using fixture::Folder;
namespace fs = std::filesystem;

constexpr auto kWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;

/// What nobody may write to, as on a medium that can only be read.
class ReadOnly {
 public:
  explicit ReadOnly(fs::path folder) : folder_(std::move(folder)) { set(fs::perm_options::remove); }
  ~ReadOnly() { set(fs::perm_options::add); }

 private:
  void set(fs::perm_options how) const {
    if (how == fs::perm_options::add) fs::permissions(folder_, kWrite, how);
    for (const auto& entry : fs::directory_iterator(folder_))
      fs::permissions(entry.path(), kWrite, how);
    if (how == fs::perm_options::remove) fs::permissions(folder_, kWrite, how);
  }
  const fs::path folder_;
};

std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

TEST(StandIns, AReadOnlyFolderTellsTheSameAndStaysAsItIs) {
  const Folder folder, twin;
  for (const Folder* one : {&folder, &twin}) {
    fixture::write_audience(*one);
    audience::tell(one->path() / "mien.db", {.time_zone = "Asia/Kolkata"});
    one->write("summary.json", "{}");
  }
  const auto before = files_in(folder.path());
  const ReadOnly held(folder.path());
  EXPECT_FALSE(may_be_written(folder.path()));
  const StandIns stand_ins(std::vector{folder.path(), twin.path()});
  const fs::path own = stand_ins.folders()[0];
  EXPECT_NE(own, folder.path());
  EXPECT_EQ(stand_ins.folders()[1], twin.path()) << "it decides what it holds, and keeps that";
  EXPECT_EQ(own.filename(), folder.path().filename()) << "the page names it";
  EXPECT_EQ(audience::told_in(own / "mien.db").time_zone, "Asia/Kolkata");
  EXPECT_TRUE(fs::exists(own / "summary.json"));
  EXPECT_EQ(*read_audience(std::vector{own}, {}), *read_audience(std::vector{twin.path()}, {}));
  EXPECT_EQ(files_in(folder.path()), before);
  const Error error = stand_ins.named({ErrorKind::input, (own / "a").string(), "b"});
  EXPECT_EQ(error.where(), (folder.path() / "a").string());
}

TEST(StandIns, WhatIsStillInTheLogIsRead) {
  const Folder live, left;
  fixture::write_audience(live);
  Database writer(live.path() / "mien.db");
  writer.execute("INSERT INTO told VALUES ('time_zone', 'Asia/Tokyo')");
  for (const char* name : {"mien.db", "mien.db-wal"})  // as a program that is killed leaves it
    fs::copy_file(live.path() / name, left.path() / name);
  ASSERT_GT(fs::file_size(left.path() / "mien.db-wal"), 0u);
  const ReadOnly held(left.path());
  const StandIns stand_ins(std::vector{left.path()});
  EXPECT_EQ(audience::told_in(stand_ins.folders()[0] / "mien.db").time_zone, "Asia/Tokyo");
}

TEST(StandIns, StoresThatMayOnlyBeReadAreCompared) {
  const Folder one, other;
  fixture::write_audience(one);
  fixture::write_audience(other);
  const auto before = files_in(one.path());
  {
    const ReadOnly held(one.path()), too(other.path());
    const json found =
        comparison_json(std::vector{one.path()}, one.path().string(), other.path().string(), {});
    EXPECT_EQ(found["kind"], "stores");
    EXPECT_EQ(found["a"], one.path().string());
    EXPECT_FALSE(found["rows"].empty());
  }
  EXPECT_EQ(files_in(one.path()), before);
}

// As seen: two stores' logs of one name had one clock on the page, that of the first.
TEST(StandIns, LogsOfOneNameKeepTheirClocks) {
  const Folder one, other;
  for (const Folder* folder : {&one, &other}) {
    fixture::write_audience(*folder);
    audience::tell_player_clock(folder->path() / "mien.db", "equal", "+1.0 s taken off");
    audience::tell_player_clock(folder->path() / "mien.db", "play log",
                                folder == &one ? "+0.0 s taken off" : "+30.0 s taken off");
  }
  const json clocks = (*read_audience(std::vector{one.path(), other.path()}, {}))["player_clocks"];
  EXPECT_EQ(clocks.size(), 3u);
  EXPECT_EQ(clocks["play log of " + one.path().filename().string()], "+0.0 s taken off");
  EXPECT_EQ(clocks["play log of " + other.path().filename().string()], "+30.0 s taken off");
}

TEST(StandIns, LogsOfOneNameInFoldersOfOneNameKeepTheirClocks) {
  const Folder store;
  std::vector<fs::path> folders;
  for (const char* place : {"north", "south", "west"}) {
    folders.push_back(store.path() / place / "out");
    fs::create_directories(folders.back());
    const Folder own;
    fixture::write_audience(own);
    audience::tell_player_clock(own.path() / "mien.db", "november", place);
    fs::copy_file(own.path() / "mien.db", folders.back() / "mien.db");
  }
  EXPECT_EQ((*read_audience(folders, {}))["player_clocks"],
            json({{"november of out (1)", "north"},
                  {"november of out (2)", "south"},
                  {"november of out (3)", "west"}}));
}

// As seen: what the file system refused had no words, and no place.
TEST(StandIns, WhatCannotStandInIsNamedAsItWasGiven) {
  const Folder place;
  fs::path deep = place.path();
  while (deep.string().size() < 3850) deep /= std::string(200, 'd');
  fs::create_directories(deep);
  const fs::path results = place.path() / std::string(250, 'r');
  fs::create_directories(results);
  std::ofstream(results / "mien.db") << "x";
  const ReadOnly held(results);
  setenv("TMPDIR", deep.c_str(), 1);
  try {
    const StandIns stand_ins(std::vector{results});
    ADD_FAILURE() << "its name is too long there";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_EQ(error.where(), (results / "mien.db").string());
  }
  unsetenv("TMPDIR");
}

TEST(StandIns, AComparedStoreThatIsDamagedIsNamedAsItWasGiven) {
  const Folder good, bad;
  fixture::write_audience(good);
  bad.write("mien.db", std::string(4096, 'x'));
  const ReadOnly held(bad.path());
  try {
    comparison_json(std::vector{good.path()}, good.path().string(), bad.path().string(), {});
    ADD_FAILURE() << "it is no database";
  } catch (const Error& error) {
    EXPECT_TRUE(error.where().starts_with(bad.path().string())) << error.where();
  }
}

// A copy is private data at another place, and takes as much room: none without need.
TEST(StandInFile, ABackupIsReadWhereItIs) {
  const Folder folder;
  fixture::write_audience(folder);
  const fs::path database = folder.path() / "mien.db", backup = folder.path() / "monday.db";
  back_up_file(database, backup);
  fs::remove(database.string() + "-shm");  // whoever only read leaves it
  const ReadOnly held(folder.path());
  EXPECT_EQ(StandInFile(backup).file(), backup);
  EXPECT_NE(StandInFile(database).file(), database) << "it has a log";
}

TEST(StandInFile, TheFolderIsThatOfTheFileThatALinkNames) {
  const Folder folder, links;
  fixture::write_audience(folder);
  const fs::path database = folder.path() / "mien.db", link = links.path() / "mien.db";
  fs::create_symlink(database, link);
  EXPECT_TRUE(may_be_written(link));
  const ReadOnly held(folder.path());
  EXPECT_NE(StandInFile(link).file(), link);
  fs::permissions(database, kWrite, fs::perm_options::add);
  EXPECT_FALSE(may_be_written(link)) << "its own folder may be";
}

TEST(StandInFile, WhatWasCutOffIsTakenBackInTheCopy) {
  const Folder folder, left;
  const fs::path database = folder.path() / "a.db", cut_off = left.path() / "a.db";
  Database store(database);
  store.execute(
      "PRAGMA cache_size = 1; CREATE TABLE n (x, filled); WITH RECURSIVE c(i) AS (SELECT 1 UNION "
      "ALL SELECT i + 1 FROM c WHERE i < 200) INSERT INTO n SELECT 1, zeroblob(2000) FROM c; "
      "BEGIN; UPDATE n SET x = 2");
  for (const char* part : {"", "-journal"})
    fs::copy_file(database.string() + part, cut_off.string() + part);
  const ReadOnly held(left.path());
  const StandInFile there(cut_off);
  EXPECT_NE(there.file(), cut_off);
  EXPECT_EQ(Database(there.file(), Database::Access::read).integer("SELECT sum(x) FROM n"), 200);
}

}  // namespace
}  // namespace mien::report
