// A database that cannot be written: it is said in words and counted by kind, nobody is told
// "stored", and what was acknowledged is there afterwards.
#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/mount.h>

#include "audience/store_desk.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

class TroubleTest : public FolderTest {
 protected:
  static std::vector<Rating> some(const std::string& name, int count = 1, std::size_t size = 1) {
    std::vector<Rating> ratings;
    for (int i = 0; i < count; ++i)
      ratings.push_back({.content = std::string(size, 'x'),
                         .time = kNine,
                         .value = 4,
                         .source = "kiosk",
                         .source_row = name + std::to_string(i)});
    return ratings;
  }
  static bool gone_soon(const StoreDesk& desk) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (desk.trouble() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return !desk.trouble();
  }
  /// Hands in until it is refused; returns how many were acknowledged.
  static std::int64_t until_refused(StoreDesk& desk, DatabaseFault expected, const char* words) {
    std::int64_t acknowledged = 0;
    for (int i = 0; i < 2000; ++i) {
      try {
        acknowledged += desk.hand_in_and_wait(some(std::to_string(i) + "-", 1, 2000)).added;
      } catch (const DatabaseError& error) {
        EXPECT_EQ(error.fault(), expected) << error.what();
        EXPECT_THAT(error.what(), testing::HasSubstr(words));
        EXPECT_TRUE(desk.trouble());
        EXPECT_GE(desk.counts().failures[static_cast<std::size_t>(expected)], 1);
        return acknowledged;
      }
    }
    ADD_FAILURE() << "was never refused";
    return acknowledged;
  }
};

TEST_F(TroubleTest, AFullDisk) {
  const std::filesystem::path small = folder_ / "small";
  std::filesystem::create_directory(small);
  if (mount("mien", small.c_str(), "tmpfs", 0, "size=1m") != 0)
    GTEST_SKIP() << "needs the right to mount a small disk";
  std::int64_t acknowledged = 0;
  {
    StoreDesk desk(small / "mien.db");
    acknowledged = until_refused(desk, DatabaseFault::full, "the disk is full");
    EXPECT_GT(acknowledged, 0);
    EXPECT_EQ(Database(small / "mien.db").integer("SELECT count(*) FROM ratings"), acknowledged);
  }
  EXPECT_EQ(Database(small / "mien.db", Database::Access::read).text("PRAGMA integrity_check"),
            "ok");
  EXPECT_EQ(umount(small.c_str()), 0);
}

TEST_F(TroubleTest, AnotherProgramThatHoldsIt) {
  StoreDesk desk(file_);
  EXPECT_EQ(desk.hand_in_and_wait(some("before")).added, 1);
  Database other(file_);
  other.execute("BEGIN IMMEDIATE");
  EXPECT_EQ(until_refused(desk, DatabaseFault::locked, "locked by another program"), 0);
  other.execute("ROLLBACK");
  EXPECT_EQ(desk.hand_in_and_wait(some("after")).added, 1);
  desk.flush();
  // House-keeping may have met the lock too: it is tried again within seconds, not in an hour.
  EXPECT_TRUE(gone_soon(desk));
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM ratings"), 2);
  EXPECT_TRUE(desk.counts().last_commit);
}

// Cells are decided once an hour. A lock of just that moment is no hour's delay, nor an hour's
// trouble.
TEST_F(TroubleTest, CellsThatCouldNotBeDecidedAreDecidedSoonAfter) {
  std::atomic<std::int64_t> passed_ms{0};
  const Clocks clocks{.wall = [&] { return kNine + std::chrono::milliseconds(passed_ms.load()); },
                      .steady_ms = [&] { return static_cast<double>(passed_ms.load()); },
                      .built = kNine - std::chrono::days(1)};
  StoreDesk desk(file_, {.store = {.min_audience = 1}, .clocks = clocks});
  desk.add({stay("shelf", kNine, 2, 0.5)});
  desk.flush();
  Database other(file_);
  other.execute("BEGIN IMMEDIATE");
  passed_ms += 2 * 3'600'000;
  for (int i = 0; i < 1000 && !desk.trouble(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(desk.trouble());
  other.execute("ROLLBACK");
  passed_ms += 10'000;
  EXPECT_TRUE(gone_soon(desk));
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM cells"), 1);
}

TEST_F(TroubleTest, ADamagedFile) {
  { StoreDesk(file_).hand_in_and_wait(some("good", 3000)); }
  const auto root =
      Database(file_).integer("SELECT rootpage FROM sqlite_schema WHERE name = 'ratings_by_time'");
  const auto page = Database(file_).integer("PRAGMA page_size");
  {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((root - 1) * page);
    file << std::string(static_cast<std::size_t>(page), '\xa5');
  }
  StoreDesk desk(file_);
  EXPECT_EQ(until_refused(desk, DatabaseFault::damaged, "is damaged"), 0);
}

}  // namespace
}  // namespace mien::audience
