// Step 14: which host of a fleet has a camera since when.
#include "database/migration_steps.h"

namespace mien {

// `own` 1: this host's claims; 0: those of others for cameras that this host had before. The claim
// of the greatest `fence` whose time has come says whose a camera is: what begins in another's time
// is another's to tell, also where this host was cut off and hears of it later.
std::string camera_claims_table() {
  return R"sql(
CREATE TABLE camera_claims (
  camera TEXT NOT NULL, fence INTEGER NOT NULL, since_ms INTEGER NOT NULL, own INTEGER NOT NULL,
  PRIMARY KEY (camera, fence)) WITHOUT ROWID;
CREATE TRIGGER exposure_is_anothers BEFORE INSERT ON exposures
  WHEN NEW.recording = '' AND (SELECT own FROM camera_claims WHERE camera = NEW.camera AND
    since_ms <= NEW.start_ms ORDER BY fence DESC LIMIT 1) = 0
BEGIN
  SELECT raise(IGNORE);
END;
)sql";
}

}  // namespace mien
