#include <string_view>

#include <fmt/format.h>

#include "database/migration_steps.h"

namespace mien {

namespace {

/// What both triggers of `exposures` do: adds the terms of a row (NEW) to the sums, or takes those
/// of one (OLD) away.
std::string sums_changed(std::string_view row, char sign) {
  return fmt::format(R"sql(  INSERT INTO exposure_sums SELECT
    span, bucket_ms, camera, content,
    exposures, people, dwell_cs, dwell_cs2, pose_ms, attention_ms, neutral_ms, happiness_ms,
    surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms, unknown_ms, valence_n,
    valence_sum, valence_sum2, change_n, change_sum, change_sum2, reactions, reaction_ms
  FROM exposure_terms WHERE id = {row}.id
  ON CONFLICT DO UPDATE SET
    exposures = exposures {sign} excluded.exposures, people = people {sign} excluded.people,
    dwell_cs = dwell_cs {sign} excluded.dwell_cs, dwell_cs2 = dwell_cs2 {sign} excluded.dwell_cs2,
    pose_ms = pose_ms {sign} excluded.pose_ms, attention_ms = attention_ms {sign} excluded.attention_ms,
    neutral_ms = neutral_ms {sign} excluded.neutral_ms,
    happiness_ms = happiness_ms {sign} excluded.happiness_ms,
    surprise_ms = surprise_ms {sign} excluded.surprise_ms,
    sadness_ms = sadness_ms {sign} excluded.sadness_ms, anger_ms = anger_ms {sign} excluded.anger_ms,
    disgust_ms = disgust_ms {sign} excluded.disgust_ms, fear_ms = fear_ms {sign} excluded.fear_ms,
    contempt_ms = contempt_ms {sign} excluded.contempt_ms,
    unknown_ms = unknown_ms {sign} excluded.unknown_ms, valence_n = valence_n {sign} excluded.valence_n,
    valence_sum = valence_sum {sign} excluded.valence_sum,
    valence_sum2 = valence_sum2 {sign} excluded.valence_sum2,
    change_n = change_n {sign} excluded.change_n, change_sum = change_sum {sign} excluded.change_sum,
    change_sum2 = change_sum2 {sign} excluded.change_sum2,
    reactions = reactions {sign} excluded.reactions, reaction_ms = reaction_ms {sign} excluded.reaction_ms;
)sql",
                     fmt::arg("row", row), fmt::arg("sign", sign));
}

}  // namespace

// 2: what src/audience writes. Times: milliseconds since 1970, UTC; `day`: date in the store's
// zone, in days since 1970. `valence`, `change`: 1/10,000. No track id: rows of one person cannot
// be joined; `visit` counts the stays of one person (1, 2, …). `exposure_sums` holds sums
// of whole numbers per minute (span 0), hour (1), both UTC, and day (2): exact in any order of
// arrival and after deletion, kept by triggers, whatever program writes. `open_exposures`: stays
// that go on, for the case that their writer is killed.
std::string audience_tables() {
  return R"sql(
CREATE TABLE exposures (
  id INTEGER PRIMARY KEY,
  camera TEXT NOT NULL, content TEXT NOT NULL, zone TEXT NOT NULL,
  start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, day INTEGER NOT NULL, visit INTEGER NOT NULL,
  pose_ms INTEGER NOT NULL, attention_ms INTEGER NOT NULL,
  neutral_ms INTEGER NOT NULL, happiness_ms INTEGER NOT NULL, surprise_ms INTEGER NOT NULL,
  sadness_ms INTEGER NOT NULL, anger_ms INTEGER NOT NULL, disgust_ms INTEGER NOT NULL,
  fear_ms INTEGER NOT NULL, contempt_ms INTEGER NOT NULL, unknown_ms INTEGER NOT NULL,
  valence INTEGER, change INTEGER, reaction TEXT, reaction_ms INTEGER,
  CHECK (start_ms >= 0 AND end_ms >= start_ms));
CREATE INDEX exposures_by_content ON exposures(content, start_ms);
CREATE INDEX exposures_by_start ON exposures(start_ms);
CREATE TABLE open_exposures (
  writer INTEGER NOT NULL, saved_ms INTEGER NOT NULL,
  camera TEXT NOT NULL, content TEXT NOT NULL, zone TEXT NOT NULL,
  start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, day INTEGER NOT NULL, visit INTEGER NOT NULL,
  pose_ms INTEGER NOT NULL, attention_ms INTEGER NOT NULL,
  neutral_ms INTEGER NOT NULL, happiness_ms INTEGER NOT NULL, surprise_ms INTEGER NOT NULL,
  sadness_ms INTEGER NOT NULL, anger_ms INTEGER NOT NULL, disgust_ms INTEGER NOT NULL,
  fear_ms INTEGER NOT NULL, contempt_ms INTEGER NOT NULL, unknown_ms INTEGER NOT NULL,
  valence INTEGER, change INTEGER, reaction TEXT, reaction_ms INTEGER);
CREATE TABLE exposure_sums (
  span INTEGER NOT NULL, bucket_ms INTEGER NOT NULL, camera TEXT NOT NULL, content TEXT NOT NULL,
  exposures INTEGER NOT NULL, people INTEGER NOT NULL, dwell_cs INTEGER NOT NULL,
  dwell_cs2 INTEGER NOT NULL, pose_ms INTEGER NOT NULL, attention_ms INTEGER NOT NULL,
  neutral_ms INTEGER NOT NULL, happiness_ms INTEGER NOT NULL, surprise_ms INTEGER NOT NULL,
  sadness_ms INTEGER NOT NULL, anger_ms INTEGER NOT NULL, disgust_ms INTEGER NOT NULL,
  fear_ms INTEGER NOT NULL, contempt_ms INTEGER NOT NULL, unknown_ms INTEGER NOT NULL,
  valence_n INTEGER NOT NULL, valence_sum INTEGER NOT NULL, valence_sum2 INTEGER NOT NULL,
  change_n INTEGER NOT NULL, change_sum INTEGER NOT NULL, change_sum2 INTEGER NOT NULL,
  reactions INTEGER NOT NULL, reaction_ms INTEGER NOT NULL,
  PRIMARY KEY (span, content, camera, bucket_ms)) WITHOUT ROWID;
CREATE VIEW exposure_terms AS SELECT id, span,
  CASE span WHEN 0 THEN start_ms / 60000 * 60000 WHEN 1 THEN start_ms / 3600000 * 3600000
            ELSE day * 86400000 END AS bucket_ms,
  camera, content, 1 AS exposures, visit = 1 AS people,
  (end_ms - start_ms + 5) / 10 AS dwell_cs,
  ((end_ms - start_ms + 5) / 10) * ((end_ms - start_ms + 5) / 10) AS dwell_cs2,
  pose_ms, attention_ms,
  neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms,
  unknown_ms,
  valence IS NOT NULL AS valence_n, ifnull(valence, 0) AS valence_sum,
  ifnull(valence * valence, 0) AS valence_sum2,
  change IS NOT NULL AS change_n, ifnull(change, 0) AS change_sum,
  ifnull(change * change, 0) AS change_sum2,
  reaction IS NOT NULL AS reactions, ifnull(reaction_ms, 0) AS reaction_ms
  FROM exposures, (SELECT 0 AS span UNION ALL SELECT 1 UNION ALL SELECT 2);
CREATE TRIGGER exposure_counts AFTER INSERT ON exposures BEGIN
)sql" + sums_changed("NEW", '+') +
         R"sql(END;
CREATE TRIGGER exposure_is_forgotten BEFORE DELETE ON exposures BEGIN
)sql" + sums_changed("OLD", '-') +
         R"sql(  DELETE FROM exposure_sums WHERE exposures = 0 AND span = 0 AND content = OLD.content
    AND camera = OLD.camera AND bucket_ms = OLD.start_ms / 60000 * 60000;
  DELETE FROM exposure_sums WHERE exposures = 0 AND span = 1 AND content = OLD.content
    AND camera = OLD.camera AND bucket_ms = OLD.start_ms / 3600000 * 3600000;
  DELETE FROM exposure_sums WHERE exposures = 0 AND span = 2 AND content = OLD.content
    AND camera = OLD.camera AND bucket_ms = OLD.day * 86400000;
END;
CREATE TRIGGER exposure_stays BEFORE UPDATE ON exposures BEGIN
  SELECT raise(ABORT, 'exposures are added and deleted, never changed');
END;
CREATE TABLE ratings (
  id INTEGER PRIMARY KEY, content TEXT NOT NULL, camera TEXT NOT NULL, time_ms INTEGER NOT NULL,
  value REAL NOT NULL, scale INTEGER NOT NULL, source TEXT NOT NULL, source_row TEXT NOT NULL,
  UNIQUE (content, time_ms, camera, value, source, source_row));
CREATE INDEX ratings_by_time ON ratings(time_ms);
)sql";
}

// 3: what a server adds. `audit`: who (scope and label of a token) did what. The indexes: a stretch
// of time of `exposure_sums` whatever its content; the few stays over an hour, which begin long
// before the moment that they are looked for at.
std::string service_tables() {
  return R"sql(
CREATE TABLE audit (
  id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL,
  who TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX audit_by_time ON audit(time_ms);
CREATE INDEX exposure_sums_by_time ON exposure_sums(span, bucket_ms);
CREATE INDEX exposures_over_an_hour ON exposures(end_ms) WHERE end_ms - start_ms > 3600000;
)sql";
}

}  // namespace mien
