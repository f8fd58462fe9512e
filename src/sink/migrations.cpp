#include "sink/migrations.h"

#include <fmt/format.h>

namespace mien::sink {

namespace {

constexpr std::int64_t kApplication = 0x6d69656e;  // "mien", as `PRAGMA application_id`

struct Migration {
  int schema;  ///< `user_version` afterwards
  const char* sql;
};

// In order, never edited once released: a change is a new row.
// 1: `expressions` counts faces per label in each second of stream time; valence and arousal are
// means over the faces
//    whose expression is known (0 without any). `runs.interrupted` stays NULL where a run was
//    killed. `inputs.emotions` and `inputs.stages_ms` are the JSON objects of summary.json.
constexpr Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, started_at TEXT NOT NULL, version TEXT NOT NULL,
  detector TEXT NOT NULL, detector_sha256 TEXT NOT NULL,
  emotion TEXT NOT NULL, emotion_sha256 TEXT NOT NULL,
  approach TEXT NOT NULL, workers INTEGER NOT NULL, machine TEXT NOT NULL, interrupted INTEGER);
CREATE TABLE inputs (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL,
  frames_decoded INTEGER NOT NULL, frames_inferred INTEGER NOT NULL,
  faces INTEGER NOT NULL, tracks INTEGER NOT NULL,
  media_seconds REAL NOT NULL, wall_seconds REAL NOT NULL, cpu_seconds REAL NOT NULL,
  fps REAL NOT NULL, latency_p50 REAL NOT NULL, latency_p95 REAL NOT NULL, latency_p99 REAL NOT NULL,
  emotions TEXT NOT NULL, stages_ms TEXT NOT NULL,
  damaged_packets INTEGER NOT NULL, damage TEXT NOT NULL, error TEXT);
CREATE INDEX inputs_by_run ON inputs(run);
CREATE TABLE tracks (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, input TEXT NOT NULL,
  track_id INTEGER NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL, frames INTEGER NOT NULL,
  emotion TEXT NOT NULL, confidence REAL NOT NULL, valence REAL NOT NULL, arousal REAL NOT NULL,
  best_frame_s REAL NOT NULL);
CREATE INDEX tracks_by_run ON tracks(run, input);
CREATE TABLE expressions (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, input TEXT NOT NULL,
  second INTEGER NOT NULL, frames INTEGER NOT NULL, faces INTEGER NOT NULL,
  neutral INTEGER NOT NULL, happiness INTEGER NOT NULL, surprise INTEGER NOT NULL,
  sadness INTEGER NOT NULL, anger INTEGER NOT NULL, disgust INTEGER NOT NULL,
  fear INTEGER NOT NULL, contempt INTEGER NOT NULL, unknown INTEGER NOT NULL,
  valence REAL NOT NULL, arousal REAL NOT NULL,
  PRIMARY KEY (run, input, second)) WITHOUT ROWID;
)sql"},
};

void check_ours(Database& database, std::int64_t schema) {
  const std::string file = database.path().string();
  if (schema > newest_schema()) {
    throw Error(ErrorKind::output, file,
                fmt::format("was written by a newer mien (schema {}, this one knows {})", schema,
                            newest_schema()),
                "update mien, or choose another file for storage.sqlite");
  }
  const std::int64_t application = database.integer("PRAGMA application_id");
  const bool empty = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplication && !(application == 0 && empty)) {
    throw Error(ErrorKind::output, file, "is another program's database",
                "choose another file for storage.sqlite");
  }
}

}  // namespace

int newest_schema() { return std::end(kMigrations)[-1].schema; }

void migrate(Database& database) {
  const std::int64_t schema = database.integer("PRAGMA user_version");
  check_ours(database, schema);
  for (const Migration& step : kMigrations) {
    if (schema >= step.schema) continue;
    Transaction transaction(database);
    // Read again under the lock: another process may have been faster.
    if (database.integer("PRAGMA user_version") >= step.schema) continue;
    database.execute(step.sql);
    database.execute(
        fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kApplication, step.schema));
    transaction.commit();
  }
}

}  // namespace mien::sink
