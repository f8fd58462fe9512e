#include "audience/audit_log.h"

#include "base/sqlite_database.h"
#include "base/utf8.h"
#include "database/migrations.h"

namespace mien::audience {

namespace {

constexpr std::size_t kLongestText = 1000;

Database& prepare_audit(Database& database) {
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
  return database;
}

// as_utf8 mends what the cut leaves of a letter.
std::string cut(const std::string& text) { return as_utf8(text.substr(0, kLongestText)); }

AuditEntry entry_of(Statement& query) {
  return {wall_of(query.integer(0)), query.text(1), query.text(2), query.text(3)};
}

}  // namespace

struct AuditLog::Tables {
  explicit Tables(const std::filesystem::path& file)
      : database(file),
        insert(prepare_audit(database).prepare(
            "INSERT INTO audit (time_ms, who, action, detail) VALUES (?,?,?,?)")),
        newest(database.prepare("SELECT time_ms, who, action, detail FROM audit "
                                "ORDER BY time_ms DESC, id DESC LIMIT ?")),
        last(database.prepare("SELECT time_ms, who, action, detail FROM audit WHERE action = ? "
                              "ORDER BY id DESC LIMIT 1")) {}

  Database database;
  Statement insert, newest, last;
};

AuditLog::AuditLog(const std::filesystem::path& file) : tables_(std::make_unique<Tables>(file)) {}

AuditLog::~AuditLog() = default;

void AuditLog::add(const AuditEntry& entry) {
  std::lock_guard lock(mutex_);
  tables_->database.check_in_place();
  tables_->insert.run(since_1970_ms(entry.time), cut(entry.who), cut(entry.action),
                      cut(entry.detail));
}

std::vector<AuditEntry> AuditLog::recent(std::size_t limit) const {
  std::lock_guard lock(mutex_);
  std::vector<AuditEntry> entries;
  Statement& query = tables_->newest;
  query.start(static_cast<std::int64_t>(limit));
  while (query.next()) entries.push_back(entry_of(query));
  return entries;
}

std::optional<AuditEntry> AuditLog::last(const std::string& action) const {
  std::lock_guard lock(mutex_);
  std::optional<AuditEntry> entry;
  Statement& query = tables_->last;
  query.start(action);
  while (query.next()) entry = entry_of(query);
  return entry;
}

}  // namespace mien::audience
