// What `mien run` left in a server's file goes by the server's retention, too.
#include <cstdlib>
#include <thread>

#include <fmt/format.h>

#include "audience/store_desk.h"
#include "base/text.h"
#include "run_rows.h"
#include "store_fixture.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class OldRunsTest : public StoreTest {
 protected:
  /// One of an input that is called `input`: `people`, a second each.
  void add_run(WallTime began, int people, bool closed = true, const std::string& input = "film") {
    const Store makes_the_tables(file_);
    const std::int64_t run = insert_run(file_, began, closed ? std::optional(0) : std::nullopt);
    Database database(file_);
    if (closed)
      database
          .prepare(
              "INSERT INTO inputs VALUES (?, ?, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, '{}', '{}', 0, "
              "'', NULL)")
          .run(run, input);
    Statement track = database.prepare(
        "INSERT INTO tracks VALUES (?, ?, ?, 0, 1, 1, 'neutral', 1, NULL, NULL, 0)");
    Statement second = database.prepare(
        "INSERT INTO expressions VALUES (?, ?, ?, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL)");
    for (int i = 0; i < people; ++i) {
      track.run(run, input, i);
      second.run(run, input, i);
    }
  }
  std::int64_t rows_of(const std::string& table) { return count("SELECT count(*) FROM " + table); }
};

TEST_F(OldRunsTest, AServerDeletesThemAtItsStartWithAllTheirRows) {
  add_run(kNine - 9999h, 3);
  add_run(wall_now(), 2);
  const StoreDesk desk(file_, {.store = {.retention_days = 30}});
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (rows_of("runs") > 1 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(rows_of("runs"), 1);
  EXPECT_EQ(rows_of("inputs"), 1);
  EXPECT_EQ(rows_of("tracks"), 2);
  EXPECT_EQ(rows_of("expressions"), 2);
}

TEST_F(OldRunsTest, AreNotInTheFileAnyMore) {
  const std::string secret = "input-that-must-go";
  const auto holds = [&] {
    const std::string command = "cat " + file_.string() + "* | grep -q " + secret;
    return std::system(command.c_str()) == 0;
  };
  add_run(kNine, 50, true, secret);
  EXPECT_TRUE(holds());
  Store(file_, {.retention_days = 1}).enforce_retention(kNine + 48h);
  EXPECT_FALSE(holds());
}

TEST_F(OldRunsTest, GoInPieces) {
  add_run(kNine, 12);
  Store store(file_, {.retention_days = 1});
  EXPECT_EQ(store.enforce_retention(kNine + 23h), 0);
  EXPECT_EQ(store.rows_between(kNine, kNine + 48h), 25) << "as many as will go";
  EXPECT_EQ(store.rows_between(kNine + 48h, kNine + 72h), 0);
  int pieces = 0;
  while (store.enforce_retention(kNine + 48h, 5) == 5) ++pieces;
  EXPECT_EQ(pieces, 5) << "12 tracks, 12 seconds and a run";
  EXPECT_EQ(rows_of("runs") + rows_of("inputs") + rows_of("tracks") + rows_of("expressions"), 0);
}

TEST_F(OldRunsTest, StayWhereAllIsKept) {
  add_run(kNine, 2);
  EXPECT_EQ(Store(file_, {.retention_days = 0}).enforce_retention(kNine + 99999h), 0);
  EXPECT_EQ(rows_of("tracks"), 2);
}

// It is long, or was killed.
TEST_F(OldRunsTest, OneThatWasNotClosedLosesOnlyWhatIsOldItself) {
  add_run(kNine, 2, /*closed=*/false);
  Database database(file_);
  database.execute("PRAGMA foreign_keys=ON");
  const auto see = [&](std::chrono::seconds at) {
    database.execute(fmt::format(
        "INSERT INTO tracks SELECT id, 'film', 3, 0, {0}, 1, 'neutral', 1, NULL, NULL, 0 FROM runs;"
        "INSERT INTO expressions SELECT id, 'film', {0}, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL, "
        "NULL FROM runs",
        at.count()));
  };
  see(47h);
  Store store(file_, {.retention_days = 1});
  EXPECT_EQ(store.rows_between(kNine, kNine + 48h), 4);
  EXPECT_EQ(store.enforce_retention(kNine + 48h), 4);
  EXPECT_EQ(rows_of("tracks"), 1) << "of an hour ago";
  EXPECT_EQ(rows_of("expressions"), 1);
  EXPECT_EQ(store.enforce_retention(kNine + 72h), 2);
  see(71h);
  EXPECT_EQ(rows_of("tracks"), 1) << "it goes on";
}

}  // namespace
}  // namespace mien::audience
