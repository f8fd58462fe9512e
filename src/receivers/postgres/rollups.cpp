#include "receivers/postgres/rollups.h"

#include <fmt/format.h>

namespace mien::receivers {

namespace {

/// What is kept of a table's rows: how many values, their sum and the sum of their squares, each an
/// expression over a group of rows; which rows have values; when they were.
struct Summed {
  std::string_view table, n, sum, squares, where, time;
};

// A cell stands where its middle is: in its store's day, whichever its zone, though days are UTC's.
constexpr Summed kSummed[] = {
    {"rating", "count(value)", "sum(value)", "sum(value * value)", "value IS NOT NULL", "time"},
    {"cell", "sum((stays->'valence_n')::numeric)", "sum((stays->'valence_sum')::numeric) / 1e4",
     "sum((stays->'valence_sum2')::numeric) / 1e8",
     "content <> '' AND jsonb_typeof(stays->'valence_n') = 'number' AND "
     "jsonb_typeof(stays->'valence_sum') = 'number' AND jsonb_typeof(stays->'valence_sum2') = "
     "'number'",
     "time + (to_timestamp(end_ms / 1e3) - time) / 2"}};

// By site, content and a day or month (UTC). Rows in one order: two writers never wait for each
// other in a circle.
constexpr std::string_view kSums =
    "INSERT INTO {schema}.{table}_{span} AS d (site, content, {span}, n, sum, squares) SELECT "
    "site, content, date_trunc('{span}', ({time}) AT TIME ZONE 'UTC')::date, {sign} {n}, {sign} "
    "{sum}, {sign} {squares} FROM {rows} WHERE {where} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ON "
    "CONFLICT (site, content, {span}) DO UPDATE SET n = d.n + excluded.n, sum = d.sum + "
    "excluded.sum, squares = d.squares + excluded.squares";

// What came from the future was told by a clock that ran ahead: anything newer to arrive replaces
// it.
constexpr std::string_view kNewest =
    "INSERT INTO {schema}.site AS t (site, region, store, time, received, version, cameras, "
    "cameras_live, outbox_waiting, outbox_dropped, disk_free_bytes, certificate_days, "
    "clock_doubtful) SELECT DISTINCT ON (site) site, region, store, time, received, version, "
    "cameras, cameras_live, outbox_waiting, outbox_dropped, disk_free_bytes, certificate_days, "
    "clock_doubtful FROM moved ORDER BY site, time DESC ON CONFLICT (site) DO UPDATE SET region = "
    "excluded.region, store = excluded.store, time = excluded.time, received = excluded.received, "
    "version = excluded.version, cameras = excluded.cameras, cameras_live = excluded.cameras_live, "
    "outbox_waiting = excluded.outbox_waiting, outbox_dropped = excluded.outbox_dropped, "
    "disk_free_bytes = excluded.disk_free_bytes, certificate_days = excluded.certificate_days, "
    "clock_doubtful = excluded.clock_doubtful WHERE excluded.time >= t.time OR t.time > t.received "
    "+ interval '5 minutes'";

/// Adds (or with "-" takes away) what `rows` come to.
std::string sums_sql(const std::string& schema, const Summed& summed, std::string_view rows,
                     std::string_view span, std::string_view sign) {
  return fmt::format(
      fmt::runtime(kSums), fmt::arg("schema", schema), fmt::arg("table", summed.table),
      fmt::arg("span", span), fmt::arg("time", summed.time), fmt::arg("n", summed.n),
      fmt::arg("sum", summed.sum), fmt::arg("squares", summed.squares),
      fmt::arg("where", summed.where), fmt::arg("rows", rows), fmt::arg("sign", sign));
}

/// What follows the statement that gives `moved`.
std::string summed_up(const std::string& schema, const Summed& summed, std::string_view sign) {
  return fmt::format(", days AS ({}) {}", sums_sql(schema, summed, "moved", "day", sign),
                     sums_sql(schema, summed, "moved", "month", sign));
}

/// Null: nothing is summed of it.
const Summed* summed_of(std::string_view table) {
  for (const Summed& one : kSummed)
    if (one.table == table) return &one;
  return nullptr;
}

}  // namespace

std::string create_sums_sql(const std::string& schema) {
  std::string sql;
  for (const Summed& one : kSummed)
    for (const char* span : {"day", "month"})
      sql += fmt::format(
          "CREATE TABLE IF NOT EXISTS {0}.{1}_{2} (site text NOT NULL, content text NOT NULL, {2} "
          "date NOT NULL, n bigint NOT NULL, sum double precision NOT NULL, squares double "
          "precision NOT NULL, PRIMARY KEY (site, content, {2})); CREATE INDEX IF NOT EXISTS "
          "{1}_{2}_by_time ON {0}.{1}_{2} ({2});",
          schema, one.table, span);
  return sql;
}

std::string sum_anew_sql(const std::string& schema, std::string_view table) {
  std::string sql;
  for (const char* span : {"day", "month"})
    sql += fmt::format(
        "TRUNCATE {0}.{1}_{2}; {3};", schema, table, span,
        sums_sql(schema, *summed_of(table), fmt::format("{}.{}", schema, table), span, "+"));
  return sql;
}

std::string create_site_sql(const std::string& schema) {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {}.site (site text PRIMARY KEY, region text NOT NULL, "
      "store bigint NOT NULL, time timestamptz NOT NULL, received timestamptz NOT NULL, "
      "version text, cameras integer, cameras_live integer, outbox_waiting bigint, "
      "outbox_dropped bigint, disk_free_bytes bigint, certificate_days double precision, "
      "clock_doubtful boolean)",
      schema);
}

std::string insert_sql(const std::string& schema, std::string_view table,
                       const std::string& columns, const std::string& stage,
                       const std::string& holds) {
  const std::string insert =
      fmt::format("INSERT INTO {0}.{1} ({2}) SELECT {2} FROM {3} WHERE {4} ON CONFLICT DO NOTHING",
                  schema, table, columns, stage, holds);
  if (table == "health")
    return fmt::format("WITH moved AS ({} RETURNING *) {}", insert,
                       fmt::format(fmt::runtime(kNewest), fmt::arg("schema", schema)));
  const Summed* summed = summed_of(table);
  if (!summed) return insert;
  return fmt::format("WITH moved AS ({} RETURNING *){}", insert, summed_up(schema, *summed, "+"));
}

std::string take_back_where_sql(const std::string& schema, std::string_view table,
                                std::string_view condition) {
  const std::string gone = fmt::format("DELETE FROM {}.{} WHERE {}", schema, table, condition);
  const Summed* summed = summed_of(table);
  if (!summed) return gone;
  return fmt::format("WITH moved AS ({} RETURNING *){}", gone, summed_up(schema, *summed, "-"));
}

std::string take_back_sql(const std::string& schema, std::string_view table) {
  return take_back_where_sql(schema, table, "store = $1 AND seq < $2 AND id = $3 AND time = $4");
}

}  // namespace mien::receivers
