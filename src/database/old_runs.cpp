#include "database/old_runs.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace mien {

namespace {

/// Milliseconds since 1970, of a row of `runs`.
constexpr std::string_view kRunBegan = "((julianday(started_at) - 2440587.5) * 86400000.0)";

struct OldRows {
  std::string_view table, key;
  std::string_view which;  ///< those that are older than ?1; {0}: kRunBegan
};
// The many rows first, in pieces; a run that has none left is one row. All of a run that was closed
// are as old as the run; one that was not may still go on, and its rows are as old as they are.
constexpr OldRows kOldRows[] = {{"tracks", "tracks.rowid",
                                 "runs CROSS JOIN tracks ON run = id WHERE {0} < ?1 AND "
                                 "(interrupted IS NOT NULL OR {0} + 1000 * end_s < ?1)"},
                                {"expressions", "run, input, second",
                                 "runs CROSS JOIN expressions ON run = id WHERE {0} < ?1 AND "
                                 "(interrupted IS NOT NULL OR {0} + 1000 * second < ?1)"},
                                {"runs", "id", "runs WHERE {0} < ?1 AND interrupted IS NOT NULL"}};

std::string which(const OldRows& rows) { return fmt::format(fmt::runtime(rows.which), kRunBegan); }

}  // namespace

std::int64_t forget_runs(Database& database, WallTime before, std::int64_t most) {
  std::int64_t deleted = 0;
  for (const OldRows& rows : kOldRows) {
    database
        .prepare(fmt::format("DELETE FROM {0} WHERE ({1}) IN (SELECT {1} FROM {2} LIMIT ?2)",
                             rows.table, rows.key, which(rows)))
        .run(since_1970_ms(before), most - deleted);
    deleted += database.changes();
  }
  return deleted;
}

std::int64_t count_old_runs(Database& database, WallTime before) {
  std::int64_t count = 0;
  for (const OldRows& rows : kOldRows)
    count += database.integer(fmt::format("SELECT count(*) FROM {}", which(rows)),
                              since_1970_ms(before));
  return count;
}

void date_runs_anew(Database& database, std::int64_t after, std::int64_t from_ms,
                    std::int64_t to_ms, std::chrono::milliseconds shift) {
  const std::chrono::duration<double> seconds = shift;
  database
      .prepare(
          fmt::format("UPDATE runs SET started_at = strftime('%Y-%m-%dT%H:%M:%fZ', started_at, ?) "
                      "WHERE id > ? AND {0} BETWEEN ? AND ?",
                      kRunBegan))
      .run(fmt::format("{:+.3f} seconds", seconds.count()), after, from_ms, to_ms);
}

}  // namespace mien
