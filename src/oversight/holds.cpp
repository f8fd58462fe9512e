#include "oversight/holds.h"

#include "base/migrations.h"
#include "base/sqlite_database.h"
#include "base/utf8.h"

namespace mien::oversight {

namespace {

Database& prepare_file(Database& database) {
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  return database;
}

WallTime at_ms(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

}  // namespace

struct Holds::Tables {
  explicit Tables(const std::filesystem::path& file)
      : database(file),
        pause(
            prepare_file(database).prepare("INSERT INTO camera_pauses (camera, who, reason, "
                                           "since_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")),
        resume(database.prepare("DELETE FROM camera_pauses WHERE camera = ?")),
        paused(database.prepare("SELECT who, reason, since_ms FROM camera_pauses WHERE camera = ? "
                                "OR camera = '' ORDER BY camera LIMIT 1")),
        confirm(
            database.prepare("INSERT INTO notice_confirmations (camera, notice, languages, who, "
                             "time_ms) VALUES (?, ?, ?, ?, ?)")),
        confirmed(database.prepare("SELECT notice, languages, who, time_ms FROM "
                                   "notice_confirmations WHERE camera = ? ORDER BY id DESC LIMIT "
                                   "1")) {}
  Database database;
  Statement pause, resume, paused, confirm, confirmed;
};

Holds::Holds(const std::filesystem::path& file) : tables_(std::make_unique<Tables>(file)) {}
Holds::~Holds() = default;

void Holds::pause(const std::string& camera, const Pause& pause) {
  std::lock_guard lock(mutex_);
  tables_->pause.run(as_utf8(camera), as_utf8(pause.who), as_utf8(pause.reason),
                     since_1970_ms(pause.since));
}

bool Holds::resume(const std::string& camera) {
  std::lock_guard lock(mutex_);
  if (camera.empty()) {
    const bool any = tables_->database.integer("SELECT count(*) FROM camera_pauses") > 0;
    tables_->database.execute("DELETE FROM camera_pauses");
    return any;
  }
  tables_->resume.run(as_utf8(camera));
  return tables_->database.changes() > 0;
}

std::optional<Pause> Holds::paused(const std::string& camera) const {
  std::lock_guard lock(mutex_);
  Statement& query = tables_->paused;
  const std::string name = as_utf8(camera);
  query.start(name);
  std::optional<Pause> pause;
  while (query.next()) pause = Pause{query.text(0), query.text(1), at_ms(query.integer(2))};
  return pause;
}

void Holds::confirm(const std::string& camera, const Confirmation& confirmation) {
  std::lock_guard lock(mutex_);
  tables_->confirm.run(as_utf8(camera), confirmation.notice, confirmation.languages,
                       as_utf8(confirmation.who), since_1970_ms(confirmation.at));
}

std::optional<Confirmation> Holds::confirmed(const std::string& camera) const {
  std::lock_guard lock(mutex_);
  Statement& query = tables_->confirmed;
  const std::string name = as_utf8(camera);
  query.start(name);
  std::optional<Confirmation> last;
  while (query.next())
    last = Confirmation{query.text(0), query.text(1), query.text(2), at_ms(query.integer(3))};
  return last;
}

}  // namespace mien::oversight
