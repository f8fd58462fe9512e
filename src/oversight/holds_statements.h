#pragma once
/// \file What Holds writes to mien.db, and what it reads of it; for holds.cpp.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/sqlite_database.h"
#include "database/migrations.h"
#include "oversight/holds.h"

namespace mien::oversight {

/// What a pause waits for others' locks, and any other change.
inline constexpr std::chrono::milliseconds kAtOnce{100}, kPatience{5000};

inline Database& prepare_file(Database& database) {
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
  return database;
}

inline void be_patient(Database& database, std::chrono::milliseconds time) {
  database.execute(fmt::format("PRAGMA busy_timeout={}", time.count()));
}

inline std::string what_of(const Pause& pause) {
  return pause.figures_only ? "figures suspended" : "paused";
}

struct Holds::Writes {
  explicit Writes(const std::filesystem::path& file)
      : database(file),
        pause(
            prepare_file(database).prepare("INSERT INTO camera_pauses (camera, who, reason, "
                                           "since_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")),
        suspend(database.prepare("INSERT INTO figure_pauses (camera, who, reason, since_ms) VALUES "
                                 "(?, ?, ?, ?) ON CONFLICT DO NOTHING")),
        note(database.prepare("INSERT INTO audit (time_ms, who, action, detail) VALUES (?,?,?,?)")),
        pause_anew(database.prepare(
            "UPDATE camera_pauses SET who = ?, reason = ?, since_ms = ? WHERE camera = ?")),
        suspend_anew(database.prepare(
            "UPDATE figure_pauses SET who = ?, reason = ?, since_ms = ? WHERE camera = ?")),
        resume(database.prepare("DELETE FROM camera_pauses WHERE camera = ?")),
        count_again(database.prepare("DELETE FROM figure_pauses WHERE camera = ?")),
        confirm(
            database.prepare("INSERT INTO notice_confirmations (camera, notice, languages, who, "
                             "time_ms) VALUES (?, ?, ?, ?, ?)")) {}
  /// In the name of nobody it is not noted.
  void note_pause(const AskedPause& asked) {
    const auto& [camera, pause, by] = asked;
    if (by.empty()) return;
    note.run(since_1970_ms(pause.since), by, what_of(pause),
             fmt::format("{}: {}: {}", camera.empty() ? "all cameras" : camera, pause.who,
                         pause.reason));
  }

  Database database;
  Statement pause, suspend, note, pause_anew, suspend_anew, resume, count_again, confirm;
};

struct Holds::Reads {
  explicit Reads(const std::filesystem::path& file)
      : database(file),
        paused(database.prepare("SELECT who, reason, since_ms FROM camera_pauses WHERE camera = ? "
                                "OR camera = '' ORDER BY camera LIMIT 1")),
        suspended(
            database.prepare("SELECT who, reason, since_ms FROM figure_pauses WHERE camera = ?")),
        confirmed(database.prepare("SELECT notice, languages, who, time_ms FROM "
                                   "notice_confirmations WHERE camera = ? ORDER BY id DESC LIMIT "
                                   "1")),
        all(database.prepare("SELECT camera, who, reason, since_ms, 0 FROM camera_pauses UNION ALL "
                             "SELECT camera, who, reason, since_ms, 1 FROM figure_pauses")) {}
  /// What `read` finds of the camera; where the file cannot be read, what it found last.
  template <class Found, class Read>
  std::optional<Found> remembered(std::map<std::string, std::optional<Found>>& known,
                                  const std::string& camera, Read read) {
    const auto last = known.find(camera);
    be_patient(database, last == known.end() ? kPatience : kAtOnce);
    try {
      return known[camera] = read();
    } catch (const Error&) {
      if (last == known.end()) throw;
      return last->second;
    }
  }

  Database database;
  Statement paused, suspended, confirmed, all;
  std::map<std::string, std::optional<Pause>> known_paused, known_suspended;
  std::map<std::string, std::optional<Confirmation>> known_confirmed;
};

}  // namespace mien::oversight
