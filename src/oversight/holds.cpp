#include "oversight/holds.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/migrations.h"
#include "base/sqlite_database.h"
#include "base/utf8.h"

namespace mien::oversight {

namespace {

/// What a pause waits for others' locks, and any other change.
constexpr std::chrono::milliseconds kAtOnce{100}, kPatience{5000};

Database& prepare_file(Database& database) {
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
  return database;
}

void be_patient(Database& database, std::chrono::milliseconds time) {
  database.execute(fmt::format("PRAGMA busy_timeout={}", time.count()));
}

/// In the audit log.
constexpr char kEnded[] = "pause ended";
std::string what_of(const Pause& pause) {
  return pause.figures_only ? "figures suspended" : "paused";
}

WallTime at_ms(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

}  // namespace

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

Holds::Holds(const std::filesystem::path& file)
    : waiting_(file),
      writes_(std::make_unique<Writes>(file)),
      reads_(std::make_unique<Reads>(file)) {}
Holds::~Holds() = default;

// With their entries in the audit log, or not at all.
void Holds::store(const std::vector<AskedPause>& asked) {
  Database& database = writes_->database;
  be_patient(database, kAtOnce);
  try {
    database.check_in_place();
    Transaction transaction(database);
    for (const auto& [camera, pause, by] : asked) {
      Statement& insert = pause.figures_only ? writes_->suspend : writes_->pause;
      insert.run(camera, pause.who, pause.reason, since_1970_ms(pause.since));
      if (!by.empty())
        writes_->note.run(since_1970_ms(pause.since), by, what_of(pause),
                          fmt::format("{}: {}: {}", camera.empty() ? "all cameras" : camera,
                                      pause.who, pause.reason));
    }
    transaction.commit();
  } catch (...) {
    be_patient(database, kPatience);
    throw;
  }
  be_patient(database, kPatience);
}

bool Holds::pause(const std::string& camera, const Pause& pause, const std::string& by,
                  const std::vector<std::string>& each) {
  const Pause kept{as_utf8(pause.who), as_utf8(pause.reason), at_ms(since_1970_ms(pause.since)),
                   pause.figures_only};
  std::vector<AskedPause> asked{{as_utf8(camera), kept, as_utf8(by)}};
  for (const std::string& one : each) asked.push_back({as_utf8(one), kept, ""});
  if (std::unique_lock lock(writing_, kAtOnce); lock.owns_lock()) {
    try {
      store(asked);
      return true;
    } catch (const Error&) {  // locked, full or gone: a hand on a camera waits for none of it
    }
  }
  for (const AskedPause& one : asked) waiting_.add(one);
  return false;
}

std::size_t Holds::catch_up() {
  const std::vector<AskedPause> all = waiting_.all();
  if (all.empty()) return 0;
  const std::unique_lock lock(writing_, kAtOnce);
  if (!lock.owns_lock()) return 0;
  std::size_t stored = 0;
  for (const AskedPause& one : all) {
    try {
      store({one});
    } catch (const Error&) {
      break;
    }
    waiting_.forget([&](const AskedPause& other) { return other == one; });
    ++stored;
  }
  return stored;
}

/// Under `writing_`.
bool Holds::end_one(const std::string& name, bool figures_only) {
  (figures_only ? writes_->count_again : writes_->resume).run(name);
  const bool stored = writes_->database.changes() > 0;
  const bool waited = waiting_.forget([&](const AskedPause& one) {
    return one.pause.figures_only == figures_only && one.camera == name;
  });
  return stored || waited;
}

bool Holds::end(const std::string& camera, bool figures_only, const std::string& by) {
  const std::lock_guard lock(writing_);
  const std::string name = as_utf8(camera);
  Transaction transaction(writes_->database);
  const bool was = end_one(name, figures_only);
  if (was && !by.empty()) writes_->note.run(since_1970_ms(wall_now()), as_utf8(by), kEnded, name);
  transaction.commit();
  return was;
}

void Holds::replace(const std::string& camera, const Pause& pause) {
  const std::lock_guard lock(writing_);
  Statement& update = pause.figures_only ? writes_->suspend_anew : writes_->pause_anew;
  update.run(as_utf8(pause.who), as_utf8(pause.reason), since_1970_ms(pause.since),
             as_utf8(camera));
}

std::vector<AskedPause> Holds::all() const {
  std::vector<AskedPause> all = waiting_.all();
  const std::lock_guard lock(reading_);
  Statement& query = reads_->all;
  be_patient(reads_->database, kPatience);
  query.start();
  while (query.next())
    all.push_back({query.text(0),
                   {query.text(1), query.text(2), at_ms(query.integer(3)), query.integer(4) != 0},
                   ""});
  return all;
}

bool Holds::resume(const std::string& camera) {
  const std::lock_guard lock(writing_);
  const std::string name = as_utf8(camera);
  if (!camera.empty()) return end_one(name, false) || end_one(name, true);
  const bool stored = writes_->database.integer("SELECT count(*) FROM camera_pauses") > 0;
  writes_->database.execute("DELETE FROM camera_pauses");
  const bool waited =
      waiting_.forget([](const AskedPause& one) { return !one.pause.figures_only; });
  return stored || waited;
}

std::optional<Pause> Holds::find(const std::string& camera, bool figures_only) const {
  const std::string name = as_utf8(camera);
  for (const AskedPause& one : waiting_.all())
    if (one.pause.figures_only == figures_only && (one.camera == name || one.camera.empty()))
      return one.pause;
  std::lock_guard lock(reading_);
  Statement& query = figures_only ? reads_->suspended : reads_->paused;
  auto& known = figures_only ? reads_->known_suspended : reads_->known_paused;
  return reads_->remembered(known, name, [&] {
    query.start(name);
    std::optional<Pause> pause;
    while (query.next())
      pause = Pause{query.text(0), query.text(1), at_ms(query.integer(2)), figures_only};
    return pause;
  });
}

std::optional<Pause> Holds::paused(const std::string& camera) const { return find(camera, false); }
std::optional<Pause> Holds::suspended(const std::string& camera) const {
  return find(camera, true);
}

void Holds::confirm(const std::string& camera, const Confirmation& confirmation) {
  const std::lock_guard lock(writing_);
  writes_->confirm.run(as_utf8(camera), confirmation.notice, confirmation.languages,
                       as_utf8(confirmation.who), since_1970_ms(confirmation.at));
}

std::optional<Confirmation> Holds::confirmed(const std::string& camera) const {
  std::lock_guard lock(reading_);
  Statement& query = reads_->confirmed;
  const std::string name = as_utf8(camera);
  return reads_->remembered(reads_->known_confirmed, name, [&] {
    query.start(name);
    std::optional<Confirmation> last;
    while (query.next())
      last = Confirmation{query.text(0), query.text(1), query.text(2), at_ms(query.integer(3))};
    return last;
  });
}

}  // namespace mien::oversight
