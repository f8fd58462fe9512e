#pragma once
/// \file A mien.db of the test's own, with its outbox.

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/sqlite_database.h"
#include "base/temporary_folder.h"
#include "base/time.h"
#include "database/migrations.h"
#include "outbox/outbox.h"

namespace mien::outbox {

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    Database database(file_);
    migrate(database);
  }

  static void rate(Database& store, double value,
                   std::int64_t time_ms = since_1970_ms(wall_now())) {
    store
        .prepare(
            "INSERT INTO ratings (content, camera, time_ms, value, scale, source, source_row) "
            "VALUES ('cereal', '', ?, ?, 5, 'kiosk', '')")
        .run(time_ms, value);
  }
  /// As the store's writer has it in the file (audience::Store::mind_clock).
  static void believe(Database& store, WallTime now, bool doubtful = false) {
    store.prepare("INSERT OR REPLACE INTO settings VALUES ('believed_ms', ?)")
        .run(since_1970_ms(now));
    store.execute("DELETE FROM settings WHERE name = 'doubt_began_ms'");
    if (doubtful) store.execute("INSERT INTO settings VALUES ('doubt_began_ms', 0)");
  }
  static void stay(Database& store) {
    store.execute(
        "INSERT INTO exposures (camera, content, zone, start_ms, end_ms, day, visit, pose_ms, "
        "attention_ms, neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, "
        "fear_ms, contempt_ms, unknown_ms) VALUES ('aisle', 'cereal', '', 1000, 2000, 0, 1, 0, 0, "
        "0, 0, 0, 0, 0, 0, 0, 0, 1000)");
  }
  static void put(Outbox& outbox, int facts) {
    const std::vector<Fact> all(
        static_cast<std::size_t>(facts),
        {.kind = "tally", .body = "{\"a\":\"" + std::string(92, 'x') + "\"}"});
    outbox.write(all, {});
  }
  static std::vector<std::string> kinds(Outbox& outbox) {
    std::vector<std::string> all;
    for (const KeptFact& fact : outbox.after(0, 100)) all.push_back(fact.kind);
    return all;
  }

  const TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "mien.db";
};

}  // namespace mien::outbox
