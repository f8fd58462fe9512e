// Who looked at what, and who changed what.
#include "audience/audit_log.h"

#include <fstream>
#include <iterator>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class AuditLogTest : public FolderTest {};

TEST_F(AuditLogTest, EntriesComeNewestFirst) {
  AuditLog log(file_);
  log.add({kNine, "admin: token", "camera changed", "aisle"});
  log.add({kNine + 1h, "admin: token", "raw picture", "till"});
  log.add({kNine + 1h, "admin: token", "reloaded", ""});
  const auto all = log.recent();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].action, "reloaded");
  EXPECT_EQ(all[1].detail, "till");
  EXPECT_EQ(all[1].time, kNine + 1h);
  EXPECT_EQ(all[2].who, "admin: token");
  EXPECT_EQ(log.recent(1).size(), 1u);
}

TEST_F(AuditLogTest, OutlivesTheProgramAndGoesWithRetention) {
  AuditLog(file_).add({kNine, "admin: token", "raw picture", "till"});
  AuditLog(file_).add({kNine + 48h, "admin: token", "raw picture", "aisle"});
  Store store(file_, {.retention_days = 1});
  EXPECT_EQ(store.enforce_retention(kNine + 49h), 1);
  AuditLog log(file_);
  ASSERT_EQ(log.recent().size(), 1u);
  EXPECT_EQ(log.recent()[0].detail, "aisle");
}

TEST_F(AuditLogTest, AnEndlessTextIsCut) {
  AuditLog log(file_);
  log.add({kNine, "admin", std::string(5000, 'x'), std::string(999, 'x') + "ä"});
  EXPECT_EQ(log.recent()[0].action.size(), 1000u);
  EXPECT_EQ(log.recent()[0].detail, std::string(999, 'x') + "\xef\xbf\xbd");
}

// The file of an earlier version gets the table and keeps what it holds.
TEST_F(AuditLogTest, AFileOfTheLastVersionIsTakenOver) {
  std::ifstream text(std::string(MIEN_SOURCE_DIR) + "/tests/fixtures/0.1.0/mien.db.sql");
  Database(file_).execute(std::string(std::istreambuf_iterator<char>(text), {}) +
                          "DROP TABLE audit; DROP INDEX exposure_sums_by_time; "
                          "DROP INDEX exposures_over_an_hour; PRAGMA user_version = 2");
  const std::int64_t stays = Database(file_).integer("SELECT count(*) FROM exposures");
  ASSERT_GT(stays, 0);
  AuditLog log(file_);
  log.add({kNine, "admin", "reloaded", ""});
  Store store(file_, {.min_audience = 1});
  EXPECT_EQ(store.totals()->exposures, stays);
}

}  // namespace
}  // namespace mien::audience
