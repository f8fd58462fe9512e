#pragma once
/// \file Runs as mien.db keeps them, for the report's tests.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/sqlite_database.h"
#include "database/migrations.h"
#include "report/run.h"
#include "report_fixture.h"

namespace mien::report::fixture {

inline constexpr int kRuns = 14;

inline json run_of(const std::vector<std::filesystem::path>& folders) { return *read_run(folders); }

/// A run as the database's sink leaves it.
inline void add_run(Database& database, const std::string& started, const std::string& input,
                    double seconds, int faces, int tracks, const std::string& emotions) {
  database
      .prepare(
          "INSERT INTO runs (started_at, version, detector, detector_sha256, emotion, "
          "emotion_sha256, "
          "approach, workers, machine, interrupted) VALUES (?, '', '', '', '', '', '', 1, '{}', 0)")
      .run(started);
  database
      .prepare(
          "INSERT INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1, 100, 1, 1, 1, ?, '{}', 0, '', "
          "NULL)")
      .run(database.last_row(), input, static_cast<int>(seconds * 25),
           static_cast<int>(seconds * 5), faces, tracks, seconds, emotions);
}

/// Fourteen days' runs into one folder: the files are the last one's, the database knows all.
inline void write_runs(const Folder& folder) {
  Database database(folder.path() / "mien.db");
  migrate(database);
  Transaction transaction(database);
  for (int day = 1; day <= kRuns; ++day)
    add_run(database, fmt::format("2026-11-{:02}T20:00:00Z", day), fmt::format("day{}.mp4", day),
            100 + day, 10 * day, day, day % 2 ? R"({"happiness":1.0})" : R"({"neutral":1.0})");
  transaction.commit();
  json summary =
      summary_of(json::array({input_row("day14.mp4", 114, 140, 14, {{"neutral", 1.0}})}));
  summary["started_at"] = "2026-11-14T20:00:00Z";
  folder.write("summary.json", summary.dump());
}

}  // namespace mien::report::fixture
