#include "database/old_runs.h"

#include <string_view>

#include <fmt/format.h>

namespace mien {

namespace {

/// Milliseconds since 1970, of a row of `runs`.
constexpr std::string_view kRunBegan = "((julianday(started_at) - 2440587.5) * 86400000.0)";
// {}: kRunBegan. The many rows first, in pieces; a run that has none left is one row.
constexpr std::string_view kForgetRuns[] = {
    "DELETE FROM tracks WHERE rowid IN (SELECT rowid FROM tracks WHERE run IN "
    "(SELECT id FROM runs WHERE {} < ?1) LIMIT ?2)",
    "DELETE FROM expressions WHERE (run, input, second) IN (SELECT run, input, second "
    "FROM expressions WHERE run IN (SELECT id FROM runs WHERE {} < ?1) LIMIT ?2)",
    "DELETE FROM runs WHERE id IN "
    "(SELECT id FROM runs WHERE {} < ?1 AND interrupted IS NOT NULL LIMIT ?2)"};

}  // namespace

std::int64_t forget_runs(Database& database, WallTime before, std::int64_t most) {
  std::int64_t deleted = 0;
  for (const std::string_view sql : kForgetRuns) {
    database.prepare(fmt::format(fmt::runtime(sql), kRunBegan))
        .run(since_1970_ms(before), most - deleted);
    deleted += database.changes();
  }
  return deleted;
}

std::int64_t count_runs(Database& database, WallTime from, WallTime before) {
  return database.integer(
      fmt::format("SELECT count(*) FROM runs WHERE {0} >= ? AND {0} < ?", kRunBegan),
      since_1970_ms(from), since_1970_ms(before));
}

}  // namespace mien
