#include "report/pool.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/migrations.h"
#include "base/sqlite_database.h"

namespace mien::report {

namespace {

constexpr const char* kStay =
    "camera, content, zone, start_ms, end_ms, day, visit, pose_ms, attention_ms, neutral_ms, "
    "happiness_ms, "
    "surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms, unknown_ms, valence, "
    "change, reaction, "
    "reaction_ms, recording";
constexpr const char* kRating =
    "content, camera, time_ms, value, scale, source, source_row, name, token, stamped";

// What an earlier file has is no news; two equal stays of one file are two.
void copy_stays(Database& pool) {
  pool
      .prepare(fmt::format(
          "INSERT INTO exposures ({0}) SELECT {0} FROM other.exposures o WHERE NOT EXISTS (SELECT "
          "1 "
          "FROM main.exposures e WHERE e.id <= ?1 AND e.content = o.content AND "
          "e.start_ms = o.start_ms AND e.camera = o.camera AND e.zone = o.zone AND "
          "e.end_ms = o.end_ms AND e.visit = o.visit AND e.valence IS o.valence) AND NOT EXISTS "
          "(SELECT 1 FROM main.exposures e WHERE o.recording <> '' AND e.recording = o.recording "
          "AND e.recording <> '' AND e.id <= ?1) ORDER BY o.id",
          kStay))
      .run(pool.integer("SELECT ifnull(max(id), 0) FROM main.exposures"));
}

void copy(Database& pool, const std::filesystem::path& from) {
  pool.prepare("ATTACH DATABASE ? AS other").run(from.string());
  {
    Transaction transaction(pool);
    copy_stays(pool);
    pool.execute(fmt::format(
        "INSERT OR IGNORE INTO ratings ({0}) SELECT {0} FROM other.ratings ORDER BY id", kRating));
    transaction.commit();
  }
  pool.execute("DETACH DATABASE other");
}

}  // namespace

AudiencePool::AudiencePool(const std::vector<std::filesystem::path>& databases) {
  file_ = databases.front();
  int least = 1;
  for (const auto& database :
       databases) {  // each as its writers would find it: of this schema, orphans adopted
    store_ = std::make_unique<audience::Store>(database);
    least = std::max(least, store_->min_audience());
  }
  if (databases.size() == 1) return;
  store_.reset();
  folder_ = std::make_unique<TemporaryFolder>();
  file_ = folder_->path() / "mien.db";
  Database pool(file_);
  migrate(pool);
  for (const auto& database : databases) copy(pool, database);
  store_ = std::make_unique<audience::Store>(file_, audience::StoreOptions{.min_audience = least});
}

}  // namespace mien::report
