#pragma once
/// \file Retention of what `mien run` leaves in mien.db, and the times that it goes by.

#include <chrono>
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

/// Runs with ids above `after` that began in [from_ms, to_ms] (since 1970) began `shift` later.
void date_runs_anew(Database& database, std::int64_t after, std::int64_t from_ms,
                    std::int64_t to_ms, std::chrono::milliseconds shift);

}  // namespace mien
