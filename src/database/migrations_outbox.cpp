// What leaves the store: written by triggers, so in the transaction that makes it, whoever writes.
#include <string>

#include <fmt/format.h>

#include "database/migration_steps.h"

namespace mien {

namespace {

constexpr std::string_view kNow = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

constexpr std::string_view kTables = R"sql(
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, camera TEXT NOT NULL,
  time_ms INTEGER NOT NULL, made_ms INTEGER NOT NULL DEFAULT ({now}),
  upto INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL);
CREATE TRIGGER outbox_grows AFTER INSERT ON outbox BEGIN
  UPDATE outbox SET upto = 64 + length(CAST(NEW.body AS BLOB)) +
    ifnull((SELECT upto FROM outbox WHERE seq < NEW.seq ORDER BY seq DESC LIMIT 1), 0)
    WHERE seq = NEW.seq;
END;
CREATE TABLE outbox_kinds (kind TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE outbox_cursors (
  sink TEXT PRIMARY KEY, seq INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0,
  dropped INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
)sql";

constexpr std::string_view kRating =
    "json_object('id', {row}.id, 'content', {row}.content, 'value', {row}.value, 'scale', "
    "{row}.scale, 'source', {row}.source, 'ref', {row}.source_row)";
constexpr std::string_view kStay =
    "json_object('id', {row}.id, 'content', {row}.content, 'zone', {row}.zone, 'visit', "
    "{row}.visit, 'dwell_ms', {row}.end_ms - {row}.start_ms, 'pose_ms', {row}.pose_ms, "
    "'attention_ms', {row}.attention_ms, 'emotions_ms', json_object('neutral', {row}.neutral_ms, "
    "'happiness', {row}.happiness_ms, 'surprise', {row}.surprise_ms, 'sadness', {row}.sadness_ms, "
    "'anger', {row}.anger_ms, 'disgust', {row}.disgust_ms, 'fear', {row}.fear_ms, 'contempt', "
    "{row}.contempt_ms, 'unknown', {row}.unknown_ms), 'valence', {row}.valence / 10000.0, "
    "'change', {row}.change / 10000.0, 'reaction', {row}.reaction, 'reaction_ms', "
    "{row}.reaction_ms)";

/// A row (NEW or OLD) as a fact of `kind`, where such leave.
std::string fact(std::string_view kind, std::string_view wanted, std::string_view row,
                 std::string_view time, std::string_view body) {
  return fmt::format(
      "  INSERT INTO outbox (kind, camera, time_ms, body) SELECT '{}', {}.camera, {}.{}, {} "
      "WHERE EXISTS (SELECT 1 FROM outbox_kinds WHERE kind = '{}');\n",
      kind, row, row, time, fmt::format(fmt::runtime(body), fmt::arg("row", row)), wanted);
}

// What retention deletes was true and stays so where it went; what is deleted before its time was
// taken back.
std::string taken_back(std::string_view time) {
  return fmt::format(
      "OLD.{} >= {} - 86400000 * (SELECT CASE WHEN ifnull(max(value), 0) = 0 THEN 100000 ELSE "
      "max(value) END FROM settings WHERE name = 'retention_days')",
      time, kNow);
}

}  // namespace

// `seq` is never used twice: with the file's own number (settings: store_id) it names a fact for
// good. `upto`: bytes up to and with this row, so that a size is a difference. `outbox_kinds`: what
// is to leave.
std::string outbox_tables() {
  const std::string rating = fact("rating", "rating", "NEW", "time_ms", kRating);
  const std::string undone = fact("rating_undone", "rating", "OLD", "time_ms", kRating);
  const std::string stay = fact("stay", "stay", "NEW", "start_ms", kStay);
  const std::string unsaid =
      fact("stay_undone", "stay", "OLD", "start_ms", "json_object('id', {row}.id)");
  return fmt::format(fmt::runtime(kTables), fmt::arg("now", kNow)) +
         "CREATE TRIGGER rating_leaves AFTER INSERT ON ratings BEGIN\n" + rating + "END;\n" +
         "CREATE TRIGGER rating_is_undone BEFORE DELETE ON ratings WHEN " + taken_back("time_ms") +
         " BEGIN\n" + undone + "END;\n" +
         "CREATE TRIGGER rating_moves AFTER UPDATE OF time_ms ON ratings BEGIN\n" + undone +
         rating + "END;\n" + "CREATE TRIGGER stay_leaves AFTER INSERT ON exposures BEGIN\n" + stay +
         "END;\n" + "CREATE TRIGGER stay_is_undone BEFORE DELETE ON exposures WHEN " +
         taken_back("start_ms") + " BEGIN\n" + unsaid + "END;\n";
}

}  // namespace mien
