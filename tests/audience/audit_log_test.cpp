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

// Stays may be kept for a day; who looked at what is known for half a year.
TEST_F(AuditLogTest, OutlivesTheProgramAndTheStays) {
  AuditLog(file_).add({kNine, "admin: token", "raw picture", "till"});
  AuditLog(file_).add({kNine + 48h, "admin: token", "raw picture", "aisle"});
  {
    Store store(file_, {.retention_days = 1});
    store.add(std::vector{stay("shelf", kNine, 2, 0.5)});
    store.flush();
    EXPECT_EQ(store.rows_between(kNine, kNine + 182 * 24h), 1) << "the stay alone";
    EXPECT_EQ(store.enforce_retention(kNine + 182 * 24h), 1);
    EXPECT_EQ(AuditLog(file_).recent().size(), 2u);
    EXPECT_EQ(store.enforce_retention(kNine + 184 * 24h), 1);
  }
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

TEST_F(AuditLogTest, IsKeptForAsLongAsOneSaysOrForGood) {
  AuditLog(file_).add({kNine, "admin: token", "raw picture", "till"});
  EXPECT_EQ(Store(file_, {.retention_days = 1, .log_retention_days = 0})
                .enforce_retention(kNine + 99999h),
            0);
  EXPECT_EQ(Store(file_, {.retention_days = 0}).log_retention_days(), 0) << "as it was told last";
  EXPECT_EQ(
      Store(file_, {.retention_days = 0, .log_retention_days = 3}).enforce_retention(kNine + 73h),
      1)
      << "though stays are kept";
  EXPECT_THROW(Store(file_, {.log_retention_days = -1}), Error);
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
  store.decide(kLater);
  EXPECT_EQ(store.totals()->exposures, stays);
}

}  // namespace
}  // namespace mien::audience
