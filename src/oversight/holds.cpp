#include "oversight/holds.h"

#include <algorithm>

#include "base/utf8.h"
#include "oversight/holds_statements.h"

namespace mien::oversight {

namespace {

/// In the audit log.
constexpr std::string_view kEnded = "pause ended";

/// As it is stored.
AskedPause clean(const std::string& camera, const Pause& pause, const std::string& by) {
  return {as_utf8(camera),
          {as_utf8(pause.who), as_utf8(pause.reason), pause.since, pause.figures_only},
          as_utf8(by)};
}

}  // namespace

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
    for (const AskedPause& one : asked) {
      Statement& insert = one.pause.figures_only ? writes_->suspend : writes_->pause;
      insert.run(one.camera, one.pause.who, one.pause.reason, since_1970_ms(one.pause.since));
      writes_->note_pause(one);
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
  std::vector<AskedPause> asked{clean(camera, pause, by)};
  for (const std::string& one : each) asked.push_back(clean(one, pause, ""));
  if (std::unique_lock lock(writing_, kAtOnce); lock.owns_lock()) {
    try {
      store(asked);
      return true;
    } catch (const Error&) {  // locked, full or gone: a hand on a camera waits for none of it
    }
  }
  waiting_.add(asked);
  return false;
}

std::size_t Holds::catch_up() {
  if (waiting_.all().empty()) return 0;
  const std::unique_lock lock(writing_, kAtOnce);
  if (!lock.owns_lock()) return 0;
  const std::vector<AskedPause> all = waiting_.all();  // by now: whoever ends one has the lock
  try {
    store(all);
  } catch (const Error&) {
    return 0;
  }
  waiting_.forget([&](const AskedPause& one) { return std::ranges::find(all, one) != all.end(); });
  return all.size();
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

bool Holds::replace(const std::string& camera, const Pause& pause, const std::string& by) {
  const std::lock_guard lock(writing_);
  Transaction transaction(writes_->database);
  const AskedPause asked = clean(camera, pause, by);
  Statement& update = pause.figures_only ? writes_->suspend_anew : writes_->pause_anew;
  update.run(asked.pause.who, asked.pause.reason, since_1970_ms(pause.since), asked.camera);
  if (writes_->database.changes() == 0) return false;
  writes_->note_pause(asked);
  transaction.commit();
  return true;
}

std::vector<AskedPause> Holds::all() const {
  std::vector<AskedPause> all = waiting_.all();
  const std::lock_guard lock(reading_);
  Statement& query = reads_->all;
  be_patient(reads_->database, kPatience);
  query.start();
  while (query.next())
    all.push_back({query.text(0),
                   {query.text(1), query.text(2), wall_of(query.integer(3)), query.integer(4) != 0},
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
      pause = Pause{query.text(0), query.text(1), wall_of(query.integer(2)), figures_only};
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
      last = Confirmation{query.text(0), query.text(1), query.text(2), wall_of(query.integer(3))};
    return last;
  });
}

}  // namespace mien::oversight
