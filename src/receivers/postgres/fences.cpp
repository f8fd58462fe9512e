#ifdef MIEN_WITH_POSTGRES
#include "receivers/postgres/fences.h"

#include <algorithm>

#include <fmt/format.h>

#include "receivers/postgres/rollups.h"

namespace mien::receivers {

namespace {

/// What a camera saw, and how it did.
constexpr std::string_view kFenced[] = {"stay", "cell", "camera_state"};
/// Any number: whoever hears of a new claim writes alone, so that no fact of an older one comes in
/// beside it unseen.
constexpr std::int64_t kFenceLock = 0x66656e63;

}  // namespace

void PgFences::make_tables() {
  if (!connection_.query("SELECT to_regclass($1)", {schema_ + ".fence"}).is_null(0, 0)) return;
  connection_.execute(
      fmt::format("CREATE TABLE {}.fence (site text NOT NULL, camera text NOT NULL, fence bigint "
                  "NOT NULL, time "
                  "timestamptz NOT NULL, PRIMARY KEY (site, camera, fence))",
                  schema_));
  for (const std::string_view table : kFenced)  // those of an earlier version lack it
    connection_.execute(
        fmt::format("ALTER TABLE {}.{} ADD COLUMN IF NOT EXISTS fence bigint", schema_, table));
}

void PgFences::hear(const std::set<CarriedFence>& carried) {
  if (carried.empty()) return;
  std::vector<CarriedFence> unknown;
  std::ranges::set_difference(carried, known_, std::back_inserter(unknown));
  connection_.query(unknown.empty() ? "SELECT pg_advisory_xact_lock_shared($1)"
                                    : "SELECT pg_advisory_xact_lock($1)",
                    {std::to_string(kFenceLock)});
  for (const CarriedFence& one : unknown) {
    const auto added = connection_.query(
        fmt::format("INSERT INTO {}.fence VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING "
                    "fence",
                    schema_),
        {one.site, one.camera, std::to_string(one.number), one.time});
    known_.insert(one);
    if (added.size() == 0) continue;
    for (const std::string_view table : kFenced)
      connection_.query(take_older_back_sql(schema_, table),
                        {one.site, one.camera, std::to_string(one.number), one.time});
  }
}

std::string PgFences::holds_sql(const std::string& schema, std::string_view table,
                                const std::string& stage) {
  if (std::ranges::find(kFenced, table) == std::end(kFenced)) return "true";
  return fmt::format(
      "{1}.fence IS NULL OR NOT EXISTS (SELECT 1 FROM {0}.fence f WHERE f.site = {1}.site AND "
      "f.camera = {1}.camera AND f.fence > {1}.fence AND f.time <= {1}.time)",
      schema, stage);
}

}  // namespace mien::receivers
#endif
