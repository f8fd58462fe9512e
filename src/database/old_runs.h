#pragma once
/// \file Retention of what `mien run` leaves in mien.db.

#include <cstdint>

#include "base/sqlite_database.h"
#include "base/time.h"

namespace mien {

/// Deletes the runs that began before `before`, with their tracks, expressions and inputs, up to
/// `most` rows (a run's inputs go with it and are not counted). Returns rows deleted: `most`: there
/// may be more. A run that was never closed may still go on: of its tracks and expressions those
/// that ended before `before` go, and its row in `runs`, which tells of nobody, stays. Throws
/// Error(output).
std::int64_t forget_runs(Database& database, WallTime before, std::int64_t most = INT64_MAX);

/// Rows that `forget_runs` would delete.
std::int64_t count_old_runs(Database& database, WallTime before);

}  // namespace mien
