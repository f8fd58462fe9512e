// Step 9: who holds a camera back, and which notice hangs.
#include "base/migrations_audience.h"

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

}  // namespace mien
