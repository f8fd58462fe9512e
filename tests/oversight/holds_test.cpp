// What people decided outlives the program, its versions, and a database that cannot be written.
#include "oversight/holds.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sqlite_database.h"
#include "base/temporary_folder.h"
#include "database/migrations.h"

namespace mien::oversight {
namespace {

class HoldsTest : public testing::Test {
 protected:
  void SetUp() override { file_ = folder_ / "mien.db"; }
  std::filesystem::path waiting() const { return file_.string() + ".pauses"; }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  std::filesystem::path file_;
};

TEST_F(HoldsTest, AFileFromBeforeFiguresCouldBeSuspendedKeepsItsPauses) {
  {
    Holds holds(file_);
    EXPECT_TRUE(holds.pause("aisle", {"Ana", "inventory", wall_now()}));
  }
  // Without what later steps make.
  Database(file_).execute(
      "DROP TRIGGER told_stay_goes; DROP TABLE told_and_gone; DROP TRIGGER "
      "exposure_is_suspended; DROP TABLE figure_pauses; DROP TRIGGER "
      "exposure_is_anothers; DROP TABLE camera_claims; "
      "PRAGMA user_version=12");
  Holds holds(file_);
  EXPECT_EQ(Database(file_).integer("PRAGMA user_version"), newest_schema());
  EXPECT_EQ(Database(copy_before_migration(file_, 12)).integer("PRAGMA user_version"), 12);
  EXPECT_EQ(holds.paused("aisle")->who, "Ana");
  EXPECT_FALSE(holds.suspended("aisle"));
  EXPECT_TRUE(holds.pause("aisle", {"Ben", "moved", wall_now(), true}));
  EXPECT_EQ(holds.suspended("aisle")->who, "Ben");
  EXPECT_TRUE(holds.resume("aisle"));
  EXPECT_FALSE(holds.paused("aisle"));
  EXPECT_TRUE(holds.suspended("aisle")) << "the pause ended, not that of the figures";
  EXPECT_TRUE(holds.resume("aisle"));
  EXPECT_FALSE(holds.suspended("aisle"));
}

TEST_F(HoldsTest, WhatWaitsIsForItsOwnersEyesAndReadByTheNextStart) {
  Database other(file_);
  {
    Holds holds(file_);
    other.execute("BEGIN IMMEDIATE");
    EXPECT_FALSE(holds.pause("till \"1\"", {"Ana \xff", "a\nb", wall_now()}, "admin"));
    EXPECT_FALSE(holds.pause("door", {"Ben", "moved", wall_now(), true}, "admin"));
    other.execute("ROLLBACK");
  }
  struct stat found {};
  ASSERT_EQ(::stat(waiting().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  Holds next(file_);
  EXPECT_EQ(next.paused("till \"1\"")->reason, "a\nb");
  EXPECT_FALSE(next.paused("door"));
  EXPECT_TRUE(next.suspended("door"));
  EXPECT_EQ(next.catch_up(), 2u);
  EXPECT_FALSE(std::filesystem::exists(waiting()));
  EXPECT_EQ(next.paused("till \"1\"")->reason, "a\nb");
  EXPECT_EQ(next.catch_up(), 0u);
  EXPECT_EQ(other.integer("SELECT count(*) FROM audit WHERE who = 'admin'"), 2);
}

/// How many new files `watch` saw that were to take the place of `file`: each has a name of its
/// own.
int written_beside(int watch, const std::filesystem::path& file) {
  alignas(inotify_event) char events[16384];
  const auto size = ::read(watch, events, sizeof events);
  int count = 0;
  for (const char* at = events; at < events + size;) {
    const auto* event = reinterpret_cast<const inotify_event*>(at);
    count += std::string_view(event->name).starts_with(file.filename().string() + '.') ? 1 : 0;
    at += sizeof(inotify_event) + event->len;
  }
  return count;
}

// A hand on 300 cameras waits for the disk once.
TEST_F(HoldsTest, APauseOfManyIsWrittenBesideALockedDatabaseAtOnce) {
  Holds holds(file_);
  Database other(file_);
  other.execute("BEGIN IMMEDIATE");
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(watch, folder_.c_str(), IN_CREATE), 0);
  std::vector<std::string> cameras;
  for (int i = 0; i < 50; ++i) cameras.push_back("camera " + std::to_string(i));
  EXPECT_FALSE(holds.pause("", {"Ana", "inventory", wall_now()}, "admin", cameras));
  EXPECT_EQ(holds.all().size(), 51u);
  EXPECT_EQ(holds.catch_up(), 0u);
  other.execute("ROLLBACK");
  EXPECT_EQ(holds.catch_up(), 51u);
  EXPECT_EQ(written_beside(watch, waiting()), 1);
  ::close(watch);
  EXPECT_FALSE(std::filesystem::exists(waiting()));
  EXPECT_EQ(holds.all().size(), 51u);
  EXPECT_EQ(holds.paused("camera 49")->who, "Ana");
}

TEST_F(HoldsTest, OnlyAPauseThatTheDatabaseHasIsReplaced) {
  Holds holds(file_);
  EXPECT_FALSE(holds.replace("aisle", {"Ben", "moved", wall_now()}, "the fleet"));
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM audit"), 0) << "nothing happened";
  EXPECT_TRUE(holds.pause("aisle", {"Ana", "inventory", wall_now()}));
  EXPECT_TRUE(holds.replace("aisle", {"Ben", "moved", wall_now()}, "the fleet"));
  EXPECT_EQ(holds.paused("aisle")->who, "Ben");
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM audit"), 1);
}

// Nobody's pause ends, and no new one fails, because the file cannot be read.
TEST_F(HoldsTest, WhatWasKnownHoldsOnWhileTheFileCannotBeRead) {
  Holds holds(file_);
  EXPECT_TRUE(holds.pause("aisle", {"Ana", "inventory", wall_now()}));
  EXPECT_TRUE(holds.pause("till", {"Ana", "moved", wall_now(), true}));
  holds.confirm("aisle", {"hash", "en", "Ben", wall_now()});
  EXPECT_TRUE(holds.paused("aisle"));
  EXPECT_TRUE(holds.suspended("till"));
  EXPECT_TRUE(holds.confirmed("aisle"));
  EXPECT_FALSE(holds.paused("door"));
  Database(file_).execute(
      "DROP TABLE camera_pauses; DROP TABLE figure_pauses; DROP TABLE notice_confirmations");
  EXPECT_EQ(holds.paused("aisle")->who, "Ana");
  EXPECT_EQ(holds.suspended("till")->reason, "moved");
  EXPECT_EQ(holds.confirmed("aisle")->notice, "hash");
  EXPECT_FALSE(holds.paused("door"));
  EXPECT_FALSE(holds.pause("door", {"Ben", "school visit", wall_now()})) << "not stored";
  EXPECT_EQ(holds.paused("door")->who, "Ben");
  EXPECT_THROW(holds.paused("new"), Error) << "of which nothing was known";
}

TEST_F(HoldsTest, OneKindOfPauseCanBeEnded) {
  Holds holds(file_);
  EXPECT_TRUE(holds.pause("aisle", {"Ana", "inventory", wall_now()}));
  EXPECT_TRUE(holds.pause("aisle", {"Ana", "moved", wall_now(), true}));
  EXPECT_TRUE(holds.end("aisle", true));
  EXPECT_FALSE(holds.end("aisle", true));
  EXPECT_FALSE(holds.suspended("aisle"));
  EXPECT_TRUE(holds.paused("aisle"));
  EXPECT_TRUE(holds.end("aisle", false));
  EXPECT_FALSE(holds.paused("aisle"));
}

TEST_F(HoldsTest, AFileThatIsNotOursHoldsNothing) {
  for (const char* text : {"", "{}", "[1, 2]", "[{\"camera\": 3}]", "no JSON", "{\"a\": 1}"}) {
    std::ofstream(waiting()) << text;
    Holds holds(file_);
    EXPECT_FALSE(holds.paused("aisle")) << text;
    EXPECT_EQ(holds.catch_up(), 0u) << text;
  }
}

}  // namespace
}  // namespace mien::oversight
