#include "database/migrations.h"

#include <filesystem>

#include <fmt/format.h>

#include "database/migration_steps.h"
#include "database/sqlite_backup.h"

namespace mien {

namespace {

constexpr std::int64_t kApplication = 0x6d69656e;  // "mien", as `PRAGMA application_id`

struct Migration {
  int schema;  ///< `user_version` afterwards
  std::string sql;
};

// In order, never edited once released: a change is a new row.
// 1: `expressions` counts faces per label in each second of stream time; valence and arousal are
// means over the faces
//    whose expression is known. `runs.interrupted` stays NULL where a run was killed.
//    `inputs.emotions` and `inputs.stages_ms` are the JSON objects of summary.json.
const Migration kMigrations[] = {
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
    {2, audience_tables()},
    {3, service_tables()},
    {4, figures_know_their_people()},
    {5, ratings_have_names()},
    {6, settings_table()},
    {7, recordings_have_names()},
    {8, what_was_shown()},
    {9, outbox_tables()},
    {10, figures_are_cells()},
    {11, oversight_tables()},
    {12, picture_days_table()},
    {13, figure_pauses_table()},
    {14, camera_claims_table()},
    {15, suspended_stays()},
    {16, told_and_gone()},
    // 17: which recording an input was (content_id): names come again for other recordings.
    {17, R"sql(
CREATE TABLE IF NOT EXISTS input_recordings (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL,
  recording TEXT NOT NULL, PRIMARY KEY (run, name)) WITHOUT ROWID;
)sql"},
    // 18: valence and arousal are NULL where nobody read any, which was 0. A neutral face is 0,
    // too: a row that may be one stays.
    // Not by RENAME, which fails where somebody's view reads the table; a row without its run goes.
    {18, R"sql(
CREATE TEMP TABLE former AS SELECT * FROM tracks;
DROP TABLE tracks;
CREATE TABLE tracks (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, input TEXT NOT NULL,
  track_id INTEGER NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL, frames INTEGER NOT NULL,
  emotion TEXT NOT NULL, confidence REAL NOT NULL, valence REAL, arousal REAL,
  best_frame_s REAL NOT NULL);
INSERT INTO tracks (run, input, track_id, start_s, end_s, frames, emotion, confidence, valence,
    arousal, best_frame_s)
  SELECT run, input, track_id, start_s, end_s, frames, emotion, confidence, valence, arousal,
    best_frame_s FROM temp.former WHERE run IN (SELECT id FROM runs);
DROP TABLE temp.former;
UPDATE tracks SET valence = NULL, arousal = NULL
  WHERE valence = 0 AND arousal = 0 AND NOT (emotion = 'neutral' AND confidence > 0.999);
CREATE INDEX tracks_by_run ON tracks(run, input);
CREATE TEMP TABLE former AS SELECT * FROM expressions;
DROP TABLE expressions;
CREATE TABLE expressions (
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, input TEXT NOT NULL,
  second INTEGER NOT NULL, frames INTEGER NOT NULL, faces INTEGER NOT NULL,
  neutral INTEGER NOT NULL, happiness INTEGER NOT NULL, surprise INTEGER NOT NULL,
  sadness INTEGER NOT NULL, anger INTEGER NOT NULL, disgust INTEGER NOT NULL,
  fear INTEGER NOT NULL, contempt INTEGER NOT NULL, unknown INTEGER NOT NULL,
  valence REAL, arousal REAL,
  PRIMARY KEY (run, input, second)) WITHOUT ROWID;
INSERT INTO expressions (run, input, second, frames, faces, neutral, happiness, surprise, sadness,
    anger, disgust, fear, contempt, unknown, valence, arousal)
  SELECT run, input, second, frames, faces, neutral, happiness, surprise, sadness, anger, disgust,
    fear, contempt, unknown, valence, arousal
    FROM temp.former WHERE run IN (SELECT id FROM runs);
DROP TABLE temp.former;
UPDATE expressions SET valence = NULL, arousal = NULL
  WHERE valence = 0 AND arousal = 0 AND (neutral = 0 OR neutral + unknown < faces);
)sql"},
};

void check_known(Database& database, std::int64_t schema) {
  const std::string file = database.path().string();
  if (schema > newest_schema()) {
    throw Error(ErrorKind::output, file,
                fmt::format("was written by a newer mien (schema {}, this one knows {})", schema,
                            newest_schema()),
                "update mien, or choose another database file");
  }
  const std::int64_t application = database.integer("PRAGMA application_id");
  const bool empty = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplication && !(application == 0 && empty)) {
    throw Error(ErrorKind::output, file, "is another program's database",
                "choose another database file");
  }
}

// Of what is about to be changed; a step that goes wrong, or is regretted, can be undone with it.
void keep_copy(Database& database, std::int64_t schema) {
  if (schema == 0) return;
  database.make_private();  // 0.1.0 let everybody on the machine read it
  back_up(database, copy_before_migration(database.path(), schema));
}

}  // namespace

std::int64_t check_ours(Database& database) {
  const std::int64_t schema = database.integer("PRAGMA user_version");
  check_known(database, schema);
  return schema;
}

std::filesystem::path copy_before_migration(const std::filesystem::path& file,
                                            std::int64_t schema) {
  return file.string() + fmt::format(".schema-{}.bak", schema);
}

int newest_schema() { return std::end(kMigrations)[-1].schema; }

void migrate(Database& database) {
  const std::int64_t schema = check_ours(database);
  if (schema >= newest_schema()) return;
  keep_copy(database, schema);
  database.execute("PRAGMA secure_delete=ON");  // a step may drop rows, or their whole table
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

}  // namespace mien
