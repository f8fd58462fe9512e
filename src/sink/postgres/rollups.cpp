#include "sink/postgres/rollups.h"

#include <fmt/format.h>

namespace mien::sink {

namespace {

// By site, content and a day or month (UTC): values, their sum and the sum of their squares. Rows
// in one order: two writers never wait for each other in a circle.
constexpr std::string_view kSums =
    "INSERT INTO {schema}.{table}_{span} AS d (site, content, {span}, n, sum, squares) SELECT "
    "site, "
    "content, date_trunc('{span}', time AT TIME ZONE 'UTC')::date, {sign} count({value}), {sign} "
    "sum({value}), {sign} sum({value} * {value}) FROM moved WHERE {value} IS NOT NULL GROUP BY 1, "
    "2, "
    "3 ORDER BY 1, 2, 3 ON CONFLICT (site, content, {span}) DO UPDATE SET n = d.n + excluded.n, "
    "sum "
    "= d.sum + excluded.sum, squares = d.squares + excluded.squares";

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
    "clock_doubtful = excluded.clock_doubtful WHERE excluded.time >= t.time";

/// What follows the statement that gives `moved`.
std::string summed_up(const std::string& schema, std::string_view table, std::string_view value,
                      const char* sign) {
  const auto sums = [&](const char* span) {
    return fmt::format(fmt::runtime(kSums), fmt::arg("schema", schema), fmt::arg("table", table),
                       fmt::arg("value", value), fmt::arg("sign", sign), fmt::arg("span", span));
  };
  return fmt::format(", days AS ({}) {}", sums("day"), sums("month"));
}

/// What is summed of a table; empty: nothing.
std::string_view summed(std::string_view table) {
  return table == "rating" ? "value" : table == "tally" ? "valence" : "";
}

}  // namespace

std::string create_rollups_sql(const std::string& schema) {
  std::string sql;
  for (const char* table : {"rating", "tally"})
    for (const char* span : {"day", "month"})
      sql += fmt::format(
          "CREATE TABLE IF NOT EXISTS {0}.{1}_{2} (site text NOT NULL, content text NOT NULL, {2} "
          "date NOT NULL, n bigint NOT NULL, sum double precision NOT NULL, squares double "
          "precision NOT NULL, PRIMARY KEY (site, content, {2})); CREATE INDEX IF NOT EXISTS "
          "{1}_{2}_by_time ON {0}.{1}_{2} ({2});",
          schema, table, span);
  return sql +
         fmt::format(
             "CREATE TABLE IF NOT EXISTS {}.site (site text PRIMARY KEY, region text NOT NULL, "
             "store bigint NOT NULL, time timestamptz NOT NULL, received timestamptz NOT NULL, "
             "version text, cameras integer, cameras_live integer, outbox_waiting bigint, "
             "outbox_dropped bigint, disk_free_bytes bigint, certificate_days double precision, "
             "clock_doubtful boolean)",
             schema);
}

std::string insert_sql(const std::string& schema, std::string_view table,
                       const std::string& columns, const std::string& stage) {
  const std::string insert =
      fmt::format("INSERT INTO {0}.{1} ({2}) SELECT {2} FROM {3} ON CONFLICT DO NOTHING", schema,
                  table, columns, stage);
  if (table == "health")
    return fmt::format("WITH moved AS ({} RETURNING *) {}", insert,
                       fmt::format(fmt::runtime(kNewest), fmt::arg("schema", schema)));
  if (summed(table).empty()) return insert;
  return fmt::format("WITH moved AS ({} RETURNING *){}", insert,
                     summed_up(schema, table, summed(table), "+"));
}

std::string take_back_sql(const std::string& schema, std::string_view table) {
  const std::string gone = fmt::format(
      "DELETE FROM {}.{} WHERE store = $1 AND seq < $2 AND id = $3 AND time = $4", schema, table);
  if (summed(table).empty()) return gone;
  return fmt::format("WITH moved AS ({} RETURNING *){}", gone,
                     summed_up(schema, table, summed(table), "-"));
}

}  // namespace mien::sink
