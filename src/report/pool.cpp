#include "report/pool.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/database_name.h"
#include "base/sqlite_database.h"
#include "cells/sums.h"
#include "database/migrations.h"

namespace mien::report {

namespace {

/// Each file decided as its own: what it holds of recordings, and of hours that are over.
int decided(const std::filesystem::path& database, const UtcOffset& clock) {
  audience::Store store(database, {.utc_offset = clock, .usual_clock = true});
  store.decide(store.mind_clock(wall_now()).believed, /*recordings_over=*/true);
  return store.min_audience();
}

std::set<std::string> contents_in(const std::filesystem::path& file) {
  Database database(file);
  Statement query =
      database.prepare("SELECT content FROM exposures UNION SELECT content FROM ratings");
  query.start();
  std::set<std::string> names;
  while (query.next()) names.insert(query.text(0));
  return names;
}

// A cell counts once: not where an earlier file has told of one of its recordings, or has the very
// same cell. Nothing is put together anew: what the files tell alone and what they tell together
// are sums of the same cells.
constexpr const char* kLeftOut = R"sql(
CREATE TEMP TABLE IF NOT EXISTS told_recordings (recording TEXT PRIMARY KEY);
DROP TABLE IF EXISTS temp.left_out;
CREATE TEMP TABLE left_out (id INTEGER PRIMARY KEY);
INSERT INTO left_out SELECT DISTINCT s.cell FROM other.cell_stays s JOIN other.exposures e
  ON e.id = s.stay WHERE e.recording IN (SELECT recording FROM told_recordings);
INSERT OR IGNORE INTO left_out SELECT told_in FROM other.cell_owed
  WHERE told_in IS NOT NULL AND cell IN (SELECT id FROM left_out);
INSERT OR IGNORE INTO left_out SELECT c.id FROM other.cells c JOIN main.cells m
  ON m.level = c.level AND m.begin_ms = c.begin_ms AND m.camera = c.camera
  AND m.content = c.content AND m.zone = c.zone AND {same};
INSERT OR IGNORE INTO told_recordings SELECT DISTINCT e.recording FROM other.cell_stays s
  JOIN other.exposures e ON e.id = s.stay WHERE e.recording <> '';
)sql";

void copy(Database& pool, const std::filesystem::path& from) {
  pool.prepare("ATTACH DATABASE ? AS other").run(from.string());
  {
    Transaction transaction(pool);
    pool.execute(
        fmt::format(kLeftOut, fmt::arg("same", audience::each_column("m.{} = c.{}", " AND "))));
    const std::int64_t ids = pool.integer("SELECT ifnull(max(id), 0) FROM main.cells");
    const std::string columns = audience::each_column("{}");
    pool.execute(fmt::format(
        "INSERT INTO main.cells (id, level, begin_ms, end_ms, day, month, camera, content, zone, "
        "corrects, decided_ms, closed, {0}) SELECT id + {1}, level, begin_ms, end_ms, day, month, "
        "camera, content, zone, corrects + {1}, decided_ms, closed, {0} FROM other.cells WHERE "
        "ifnull(corrects, id) NOT IN (SELECT id FROM temp.left_out) ORDER BY id",
        columns, ids));
    // A week's share is that of the people of both.
    pool.execute(
        "INSERT INTO main.cell_weeks SELECT * FROM other.cell_weeks WHERE true ON CONFLICT DO "
        "UPDATE SET withheld = (withheld * people + excluded.withheld * excluded.people) / "
        "max(people + excluded.people, 1), people = people + excluded.people");
    transaction.commit();
  }
  pool.execute("DETACH DATABASE other");
}

}  // namespace

AudiencePool::AudiencePool(const std::vector<std::filesystem::path>& databases,
                           const UtcOffset& clock) {
  file_ = databases.front();
  int least = 1;
  for (const auto& database : databases) {
    least = std::max(least, decided(database, clock));
    contents_.merge(contents_in(database));
  }
  if (databases.size() == 1) {
    store_ = std::make_unique<audience::Store>(
        file_, audience::StoreOptions{.utc_offset = clock, .usual_clock = true});
    return;
  }
  folder_ = std::make_unique<TemporaryFolder>();
  file_ = folder_->path() / kDatabaseName;
  {
    Database pool(file_);
    migrate(pool);
    for (const auto& database : databases) copy(pool, database);
  }
  audience::Store(file_, {.min_audience = 1});  // raised now: what is of fewer is withdrawn
  store_ = std::make_unique<audience::Store>(
      file_, audience::StoreOptions{.min_audience = least, .utc_offset = clock});
}

}  // namespace mien::report
