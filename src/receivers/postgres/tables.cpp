#include "receivers/postgres/tables.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "receivers/postgres/copy.h"
#include "receivers/postgres/fitting.h"

namespace mien::receivers {

namespace {

using enum PgType;

constexpr PgColumn kRating[] = {{"id", bigint},     {"content", text}, {"value", real},
                                {"scale", integer}, {"source", text},  {"ref", text}};
constexpr PgColumn kStay[] = {
    {"id", bigint},       {"content", text},   {"zone", text},           {"visit", integer},
    {"dwell_ms", bigint}, {"pose_ms", bigint}, {"attention_ms", bigint}, {"emotions_ms", jsonb},
    {"valence", real},    {"change", real},    {"reaction", text},       {"reaction_ms", bigint},
    {"fence", bigint}};
constexpr PgColumn kCell[] = {{"id", bigint},
                              {"corrects", bigint},
                              {"level", text},
                              {"end_ms", bigint},
                              {"content", text},
                              {"zone", text},
                              {"stays", jsonb},
                              {"labels_ms", jsonb},
                              {"labels_people", jsonb},
                              {"label_time_ms", bigint},
                              {"labels_hidden_ms", jsonb},
                              {"ratings", jsonb},
                              {"fence", bigint}};
constexpr PgColumn kTally[] = {{"content", text}, {"people", bigint},  {"faces_now", bigint},
                               {"valence", real}, {"emotions", jsonb}, {"suppressed", boolean}};
constexpr PgColumn kCameraState[] = {
    {"state", text}, {"error", text}, {"asleep", boolean}, {"gone", boolean}, {"fence", bigint}};
constexpr PgColumn kHealth[] = {
    {"version", text},           {"cameras", integer},        {"cameras_live", integer},
    {"uptime_s", real},          {"cpu_share", real},         {"memory_bytes", bigint},
    {"disk_free_bytes", bigint}, {"clock_doubtful", boolean}, {"certificate_days", real},
    {"outbox_waiting", bigint},  {"outbox_dropped", bigint},  {"time_zone", text}};
constexpr PgColumn kOther[] = {{"kind", text}, {"body", jsonb}, {"fence", bigint}};

constexpr PgTable kTables[] = {{"rating", kRating},
                               {"stay", kStay},
                               {"cell", kCell},
                               {"tally", kTally},
                               {"camera_state", kCameraState},
                               {"health", kHealth},
                               {kPgOther, kOther}};

}  // namespace

std::string_view name_of(PgType type) {
  constexpr std::string_view kNames[] = {"boolean",          "integer", "bigint",
                                         "double precision", "text",    "jsonb"};
  return kNames[static_cast<int>(type)];
}

std::span<const PgTable> pg_tables() { return kTables; }

const PgTable& pg_table_of(std::string_view kind) {
  for (const PgTable& table : kTables)
    if (kind == table.name) return table;
  return std::end(kTables)[-1];
}

void append_column(PgCopy& copy, const PgColumn& column, const nlohmann::json& message) {
  const auto found = message.find(column.name);
  if (found == message.end() || found->is_null()) return copy.null();
  const nlohmann::json& value = *found;
  switch (column.type) {
    case boolean:
      return value.is_boolean() ? copy.boolean(value.get<bool>()) : copy.null();
    case integer: {
      const auto number = pg_whole_of<std::int32_t>(value);
      return number ? copy.integer(*number) : copy.null();
    }
    case bigint: {
      const auto number = pg_whole_of<std::int64_t>(value);
      return number ? copy.bigint(*number) : copy.null();
    }
    case real:
      return value.is_number() ? copy.real(value.get<double>()) : copy.null();
    case text:
      return value.is_string() ? copy.text(value.get_ref<const std::string&>()) : copy.null();
    case jsonb:
      return copy.jsonb(value.dump());
  }
}

// The key has the time, for a partition's key is part of every unique one; a fact's time never
// changes.
std::string create_table_sql(const std::string& schema, const PgTable& table) {
  std::string columns;
  for (const PgColumn& column : table.columns)
    columns += fmt::format(", {} {}", column.name, name_of(column.type));
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {0}.{1} (store bigint NOT NULL, seq bigint NOT NULL, time "
      "timestamptz NOT NULL, site text NOT NULL, region text NOT NULL, camera text NOT NULL, "
      "received timestamptz NOT NULL DEFAULT now(){2}, PRIMARY KEY (store, seq, time)) PARTITION "
      "BY "
      "RANGE (time); CREATE INDEX IF NOT EXISTS {1}_by_site ON {0}.{1} (site, time)",
      schema, table.name, columns);
}

}  // namespace mien::receivers
