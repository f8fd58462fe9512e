// Step 11: who holds a camera back, and which notice hangs.
#include "database/migration_steps.h"

namespace mien {

// `camera_pauses`: one row a camera, '' for all. `notice_confirmations`: who saw which notice of a
// camera hang (`notice`: its fingerprint); kept for good.
std::string oversight_tables() {
  return R"sql(
CREATE TABLE camera_pauses (camera TEXT PRIMARY KEY, who TEXT NOT NULL, reason TEXT NOT NULL,
  since_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE notice_confirmations (
  id INTEGER PRIMARY KEY, camera TEXT NOT NULL, notice TEXT NOT NULL, languages TEXT NOT NULL,
  who TEXT NOT NULL, time_ms INTEGER NOT NULL);
CREATE INDEX notice_confirmations_by_camera ON notice_confirmations(camera);
)sql";
}

// Step 12. `usable` and what follows: sights of faces, counts without a person; `day`: of the
// store, since 1970. Kept for good: a camera is compared with its own first weeks.
std::string picture_days_table() {
  return R"sql(
CREATE TABLE picture_days (
  camera TEXT NOT NULL, day INTEGER NOT NULL, usable INTEGER NOT NULL, too_small INTEGER NOT NULL,
  blurred INTEGER NOT NULL, turned_away INTEGER NOT NULL, cut_off INTEGER NOT NULL,
  unsure INTEGER NOT NULL, PRIMARY KEY (camera, day)) WITHOUT ROWID;
)sql";
}

// Step 13. Cameras that run while nobody before them is in a figure; as `camera_pauses`.
std::string figure_pauses_table() {
  return R"sql(
CREATE TABLE figure_pauses (camera TEXT PRIMARY KEY, who TEXT NOT NULL, reason TEXT NOT NULL,
  since_ms INTEGER NOT NULL) WITHOUT ROWID;
)sql";
}

// Step 15. Nobody's stay that began while a camera's figures were suspended is kept, whoever brings
// it: a fleet's host may hear of it seconds late. What was told by then stays told.
std::string suspended_stays() {
  return R"sql(
CREATE TRIGGER exposure_is_suspended BEFORE INSERT ON exposures WHEN NEW.recording = '' AND
  EXISTS (SELECT 1 FROM figure_pauses WHERE camera = NEW.camera AND since_ms <= NEW.start_ms)
BEGIN SELECT raise(IGNORE); END;
CREATE TRIGGER figures_are_suspended AFTER INSERT ON figure_pauses BEGIN
  DELETE FROM exposures WHERE camera = NEW.camera AND recording = '' AND start_ms >= NEW.since_ms
    AND id IN (SELECT stay FROM undecided_stays);
  DELETE FROM seen WHERE camera = NEW.camera AND recording = '' AND start_ms >= NEW.since_ms
    AND id NOT IN (SELECT seen FROM exposures WHERE camera = NEW.camera);
END;
)sql";
}

}  // namespace mien
