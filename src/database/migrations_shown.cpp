#include "database/migration_steps.h"

namespace mien {

// `seen`: a stay as the camera saw it, sight by sight (`course`, src/audience/course.cpp; NULL: not
// known), with the content that the configuration had for it. `exposures.seen`: the stay that a row
// is a part of; 0: none that is known. `shown`: what was on a camera's screen when; begin and end
// on the camera's clock, as told on the player's. The same line told again is one. `told`: what the
// file was told of its store in words (src/audience/told.h).
std::string what_was_shown() {
  return R"sql(
CREATE TABLE seen (
  id INTEGER PRIMARY KEY AUTOINCREMENT, camera TEXT NOT NULL, content TEXT NOT NULL,
  zone TEXT NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, visit INTEGER NOT NULL,
  recording TEXT NOT NULL, course BLOB);
CREATE INDEX seen_by_camera ON seen(camera, start_ms);
CREATE INDEX seen_by_start ON seen(start_ms);
CREATE INDEX seen_by_recording ON seen(recording) WHERE recording <> '';
ALTER TABLE exposures ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER exposure_stays;
CREATE TRIGGER exposure_stays BEFORE UPDATE OF id, camera, content, zone, start_ms, end_ms, day,
  visit, pose_ms, attention_ms, neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms,
  disgust_ms, fear_ms, contempt_ms, unknown_ms, valence, change, reaction, reaction_ms, recording
  ON exposures BEGIN
  SELECT raise(ABORT, 'exposures are added and deleted, never changed');
END;
CREATE INDEX exposures_by_seen ON exposures(seen) WHERE seen <> 0;
CREATE TABLE shown (
  id INTEGER PRIMARY KEY, camera TEXT NOT NULL, zone TEXT NOT NULL, content TEXT NOT NULL,
  begin_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,
  source TEXT NOT NULL, screen TEXT NOT NULL, told_ms INTEGER NOT NULL,
  CHECK (end_ms > begin_ms), UNIQUE (source, screen, zone, content, told_ms));
CREATE TABLE told (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX shown_by_camera ON shown(camera, begin_ms);
CREATE INDEX shown_by_begin ON shown(begin_ms);
CREATE INDEX shown_over_an_hour ON shown(camera, end_ms) WHERE end_ms - begin_ms > 3600000;
)sql";
}

}  // namespace mien
