#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/offsets.h"

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::fleet {

Offsets::Offsets(receivers::PgConnection& connection, std::string schema, std::string group)
    : connection_(connection), table_(schema + ".position"), group_(std::move(group)) {
  if (!connection_.query("SELECT to_regclass($1)", {table_}).is_null(0, 0)) return;
  connection_.execute(fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (reader text NOT NULL, topic text NOT NULL, part integer NOT "
      "NULL, next bigint NOT NULL, PRIMARY KEY (reader, topic, part))",
      table_));
}

std::map<Offsets::Place, std::int64_t> Offsets::read() {
  const auto rows = connection_.query(
      fmt::format("SELECT topic, part, next FROM {} WHERE reader = $1", table_), {group_});
  std::map<Place, std::int64_t> all;
  for (int row = 0; row < rows.size(); ++row)
    all[{rows.text(row, 0), static_cast<int>(rows.integer(row, 1))}] = rows.integer(row, 2);
  return all;
}

void Offsets::forget(const Place& place) {
  (void)connection_.query(
      fmt::format("DELETE FROM {} WHERE reader = $1 AND topic = $2 AND part = $3", table_),
      {group_, place.first, std::to_string(place.second)});
}

// The row is locked until the transaction ends: two members never write the same stretch. A broker
// leaves gaps in the offsets (transactions, compaction), so `first` may lie behind the last one.
void Offsets::advance(const std::map<Place, OffsetRange>& read) {
  for (const auto& [place, stretch] : read) {
    const auto rows = connection_.query(
        fmt::format(
            "INSERT INTO {0} AS p VALUES ($1, $2, $3, $4) ON CONFLICT (reader, topic, part) "
            "DO UPDATE SET next = excluded.next WHERE p.next <= $5 RETURNING next",
            table_),
        {group_, place.first, std::to_string(place.second), std::to_string(stretch.next),
         std::to_string(stretch.first)});
    if (rows.size() == 0)
      throw Error(ErrorKind::output, fmt::format("{} {}", place.first, place.second),
                  "another member of the group has read further already",
                  "nothing is lost; this one joins again");
  }
}

}  // namespace mien::fleet
#endif
