#ifdef MIEN_WITH_POSTGRES
#include "receivers/postgres/fences.h"

#include <algorithm>

#include <fmt/format.h>

#include "receivers/postgres/rollups.h"
#include "receivers/postgres/tables.h"

namespace mien::receivers {

namespace {

/// What a camera saw, and how it did; sights are among the facts without a table of their own.
constexpr std::string_view kFenced[] = {"stay", "cell", "camera_state", kPgOther};
/// Any number: whoever hears of a new claim writes alone, so that no fact of an older one comes in
/// beside it unseen.
constexpr std::int64_t kFenceLock = 0x66656e63;
/// A host that lost a camera notices within minutes. A claim that somebody made up does no more
/// harm than that, and what it took is in Kafka still (which keeps a topic for as long, as a rule).
constexpr std::string_view kInForce = "interval '7 days'";
/// A clock is not ahead for longer; a claim of later would wait for its time to come.
constexpr std::string_view kAhead = "interval '1 day'";
/// config/limits.h: the longest age of an outbox's facts is 366 days.
constexpr std::string_view kKept = "interval '400 days'";
constexpr std::chrono::hours kLookAtOld{1};
constexpr std::size_t kMostKnown = 100'000;

}  // namespace

void PgFences::make_tables() {
  add_columns();
  if (!connection_.query("SELECT to_regclass($1)", {schema_ + ".fence"}).is_null(0, 0))
    return key_by_time_too();
  connection_.execute(
      fmt::format("CREATE TABLE {}.fence (site text NOT NULL, camera text NOT NULL, fence bigint "
                  "NOT NULL, time "
                  "timestamptz NOT NULL, PRIMARY KEY (site, camera, fence, time))",
                  schema_));
}

// Tables of an earlier version lack it. To ask locks nobody out, to add a column does.
void PgFences::add_columns() {
  for (const std::string_view table : kFenced) {
    const std::string name = fmt::format("{}.{}", schema_, table);
    const auto there = connection_.query(
        "SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'fence' AND NOT "
        "attisdropped",
        {name});
    if (there.size() == 0)
      connection_.execute(fmt::format("ALTER TABLE {} ADD COLUMN fence bigint", name));
  }
}

// Else a claim that is made up keeps a true one of the same number out.
void PgFences::key_by_time_too() {
  const auto key = connection_.query(
      "SELECT quote_ident(c.conname) FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = "
      "c.conrelid AND a.attname = 'time' WHERE c.conrelid = to_regclass($1) AND c.contype = 'p' "
      "AND a.attnum <> ALL (c.conkey)",
      {schema_ + ".fence"});
  if (key.size() == 0) return;
  connection_.execute(fmt::format(
      "ALTER TABLE {}.fence DROP CONSTRAINT {}, ADD PRIMARY KEY (site, camera, fence, time)",
      schema_, key.text(0, 0)));
}

// A hub runs for months: not only at its start.
void PgFences::forget_old() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + kLookAtOld;
  connection_.execute(fmt::format("DELETE FROM {}.fence WHERE time <= now() - {}", schema_, kKept));
}

void PgFences::hear(const std::set<CarriedFence>& carried) {
  if (carried.empty()) return;
  if (known_.size() > kMostKnown) known_.clear();
  std::vector<CarriedFence> unknown;
  std::ranges::set_difference(carried, known_, std::back_inserter(unknown));
  connection_.query(unknown.empty() ? "SELECT pg_advisory_xact_lock_shared($1)"
                                    : "SELECT pg_advisory_xact_lock($1)",
                    {std::to_string(kFenceLock)});
  const std::string older = fmt::format(
      "site = $1 AND camera = $2 AND fence < $3 AND time >= $4 AND time < $4::timestamptz + {0} "
      "AND "
      "received > now() - {0}",
      kInForce);
  if (!unknown.empty()) forget_old();
  for (const CarriedFence& one : unknown) {
    const auto added = connection_.query(
        fmt::format("INSERT INTO {}.fence SELECT $1::text, $2::text, $3::bigint, $4::timestamptz "
                    "WHERE $4::timestamptz < now() + {} AND $4::timestamptz > now() - {} ON "
                    "CONFLICT DO NOTHING RETURNING fence",
                    schema_, kAhead, kKept),
        {one.site, one.camera, std::to_string(one.number), one.time});
    known_.insert(one);
    if (added.size() == 0) continue;
    for (const std::string_view table : kFenced)
      connection_.query(take_back_where_sql(schema_, table, older),
                        {one.site, one.camera, std::to_string(one.number), one.time});
  }
}

std::string PgFences::holds_sql(const std::string& schema, std::string_view table,
                                const std::string& stage) {
  if (std::ranges::find(kFenced, table) == std::end(kFenced)) return "true";
  return fmt::format(
      "{1}.fence IS NULL OR NOT EXISTS (SELECT 1 FROM {0}.fence f WHERE f.site = {1}.site AND "
      "f.camera = {1}.camera AND f.fence > {1}.fence AND f.time <= {1}.time AND f.time > {1}.time "
      "- {2})",
      schema, stage, kInForce);
}

}  // namespace mien::receivers
#endif
