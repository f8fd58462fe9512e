#include "cells/camera_claims.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/sqlite_database.h"
#include "base/utf8.h"
#include "cells/cell_book.h"

namespace mien::audience {

namespace {

struct OthersStay {
  std::int64_t id, seen;
};

/// Stays of the camera that began at `from` or later, while another host's claim was the last one,
/// by the cell that they are in; 0: none.
std::map<std::int64_t, std::vector<OthersStay>> others_stays(Database& database,
                                                             const std::string& camera,
                                                             std::int64_t from) {
  Statement query = database.prepare(
      "SELECT e.id, e.seen, ifnull(m.cell, 0) FROM exposures e LEFT JOIN cell_stays m ON m.stay = "
      "e.id WHERE e.camera = ?1 AND e.recording = '' AND e.start_ms >= ?2 AND (SELECT own FROM "
      "camera_claims WHERE camera = ?1 AND since_ms <= e.start_ms ORDER BY fence DESC LIMIT 1) = "
      "0");
  query.start(camera, from);
  std::map<std::int64_t, std::vector<OthersStay>> stays;
  while (query.next()) stays[query.integer(2)].push_back({query.integer(0), query.integer(1)});
  return stays;
}

/// A cell of which too few would leave stays as it was told, and so do its stays.
std::int64_t take_back(Database& database, CellBook& cells, const std::string& camera,
                       std::int64_t from) {
  Statement forget = database.prepare("DELETE FROM exposures WHERE id = ?");
  Statement forget_sight = database.prepare(
      "DELETE FROM seen WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM exposures WHERE seen = ?1 AND "
      "seen <> 0)");
  std::int64_t gone = 0;
  for (const auto& [cell, stays] : others_stays(database, camera, from)) {
    std::set<std::int64_t> told;
    if (cell != 0)
      for (const OthersStay& one : stays) told.insert(one.id);
    if (!cells.take_back_stays(told)) continue;
    for (const OthersStay& one : stays) forget.run(one.id);
    for (const OthersStay& one : stays) forget_sight.run(one.seen);
    gone += std::ssize(stays);
  }
  return gone;
}

}  // namespace

std::int64_t note_claims(const std::filesystem::path& file, const UtcOffset& clock,
                         std::span<const KnownClaim> claims) {
  Database database(file);
  database.execute("PRAGMA secure_delete=ON");
  const std::int64_t least =
      database.integer("SELECT ifnull(max(value), 1) FROM settings WHERE name = 'min_audience'");
  CellBook cells(database, clock, LeastPeople(static_cast<int>(least)));
  Transaction transaction(database);
  Statement add = database.prepare(
      "INSERT OR IGNORE INTO camera_claims SELECT ?1, ?2, ?3, ?4 WHERE ?4 OR EXISTS (SELECT 1 FROM "
      "camera_claims WHERE camera = ?1 AND own AND fence < ?2)");
  // A later claim was made later than this host's before it, whatever it says.
  Statement own_before = database.prepare(
      "SELECT ifnull(max(since_ms), ?3) FROM camera_claims WHERE camera = ?1 AND own AND fence < "
      "?2");
  std::map<std::string, std::int64_t> lost;  // camera → since when
  for (const KnownClaim& claim : claims) {
    const std::string camera = as_utf8(claim.camera);
    std::int64_t since = since_1970_ms(claim.since);
    own_before.start(camera, claim.fence, since);
    if (!claim.own && own_before.next()) since = std::max(since, own_before.integer(0));
    add.run(camera, claim.fence, since, static_cast<int>(claim.own));
    if (claim.own || database.changes() == 0) continue;
    const auto known = lost.try_emplace(camera, since).first;
    known->second = std::min(known->second, since);
  }
  std::int64_t gone = 0;
  for (const auto& [camera, since] : lost) gone += take_back(database, cells, camera, since);
  database.check_in_place();
  transaction.commit();
  return gone;
}

}  // namespace mien::audience
