#pragma once
/// \file Rows of `mien run` in a test's file.

#include <filesystem>
#include <optional>

#include "base/sqlite_database.h"
#include "base/time.h"

namespace mien::audience {

/// A run that has no rows yet; its id. `interrupted`: none: it was not closed.
inline std::int64_t insert_run(const std::filesystem::path& file, WallTime began,
                               std::optional<int> interrupted = 0) {
  Database database(file);
  database
      .prepare(
          "INSERT INTO runs (started_at, version, detector, detector_sha256, emotion, "
          "emotion_sha256, approach, workers, machine, interrupted) "
          "VALUES (?, '', '', '', '', '', '', 1, '{}', ?)")
      .run(rfc3339(began), interrupted);
  return database.last_row();
}

}  // namespace mien::audience
