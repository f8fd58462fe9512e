#include "base/sqlite_database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/deadline.h"

namespace mien {

namespace {

constexpr int kPatienceMs = 5000, kPauseMs = 20;
constexpr int kStepsBetweenLooks = 4000;  // of SQLite's machine, at the clock: well below a ms

DatabaseFault fault_of(int code) {
  switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return DatabaseFault::damaged;
    case SQLITE_FULL:
      return DatabaseFault::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DatabaseFault::locked;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return DatabaseFault::read_only;
    default:
      return DatabaseFault::other;
  }
}

const char* words_for(DatabaseFault fault) {
  switch (fault) {
    case DatabaseFault::full:
      return "cannot be written, the disk is full";
    case DatabaseFault::locked:
      return "is locked by another program";
    case DatabaseFault::read_only:
      return "is read-only";
    case DatabaseFault::damaged:
      return "is damaged, or not a database";
    default:
      return "cannot be used as a database";
  }
}

const char* remedy_for(DatabaseFault fault, int code) {
  switch (fault) {
    case DatabaseFault::damaged:
      return "move it away and restore a copy (mien backup), or choose another database file";
    case DatabaseFault::full:
      return "free some space, or choose another place for the database";
    case DatabaseFault::locked:
      return "close the program that holds it, or choose another database file";
    default:
      return (code & 0xff) == SQLITE_IOERR
                 ? "look at the disk, free some space, or choose another place for the database"
                 : "choose a database file in a folder that you may write to";
  }
}

// Before SQLite does, whose files everybody may read.
void create_private(const std::filesystem::path& file) {
  if (file == ":memory:") return;
  const int created =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (created >= 0) ::close(created);
}

[[noreturn]] void throw_failure(int code, const DatabaseError& failure) {
  if (code == SQLITE_INTERRUPT) throw Overdue();
  throw failure;
}

}  // namespace

const char* name_of(DatabaseFault fault) {
  constexpr const char* kNames[kDatabaseFaults] = {"full",    "locked", "read_only",
                                                   "damaged", "gone",   "other"};
  return kNames[static_cast<std::size_t>(fault)];
}

void Statement::bind(int column, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), column, value);
}

void Statement::bind(int column, double value) {
  sqlite3_bind_double(statement_.get(), column, value);
}

// A null pointer would bind NULL, not the empty text.
void Statement::bind(int column, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), column, text.empty() ? "" : text.data(), text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::step_to_end() {
  int code;
  do {
    code = sqlite3_step(statement_.get());
  } while (code == SQLITE_ROW);
  if (code != SQLITE_DONE) {
    const DatabaseError failure = database_->failure();
    sqlite3_reset(statement_.get());
    throw_failure(code, failure);
  }
  sqlite3_reset(statement_.get());
}

bool Statement::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  const bool done = code == SQLITE_DONE;
  const std::optional<DatabaseError> failure =
      done ? std::nullopt : std::optional(database_->failure());
  reset();
  if (failure) throw_failure(code, *failure);
  return false;
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Database::Database(const std::filesystem::path& file, Access access) : file_(file) {
  if (access == Access::write) create_private(file);
  sqlite3* handle = nullptr;
  const int how =
      access == Access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(file.c_str(), &handle, how | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);  // SQLite gives a handle for its message even where it could not open.
  if (code != SQLITE_OK) throw failure();
  id_ = file_id(file);
  sqlite3_busy_timeout(handle, kPatienceMs);
  const auto overdue = [](void*) { return Deadline::passed() ? 1 : 0; };
  sqlite3_progress_handler(handle, kStepsBetweenLooks, overdue, nullptr);
}

void Database::check_in_place() const {
  const auto now = file_id(file_);
  if (now && now == id_) return;
  throw DatabaseError(
      DatabaseFault::gone, file_.string(),
      now ? "was replaced by another file while it was open"
          : "was deleted or moved away while it was open",
      now ? "start again to use the new file" : "put it back, or start again to begin a new one");
}

void Database::make_private() const {
  for (const char* part : {"", "-wal", "-shm"}) {
    struct stat found {};
    const std::string path = file_.string() + part;
    if (::stat(path.c_str(), &found) == 0 && found.st_uid == ::geteuid())
      (void)::chmod(path.c_str(), found.st_mode & ~static_cast<mode_t>(S_IRWXG | S_IRWXO));
  }
}

bool Database::empty_log() {
  sqlite3_busy_timeout(handle_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(handle_.get(), kPatienceMs);
  if (code == SQLITE_OK) return true;
  if (fault_of(code) == DatabaseFault::locked) return false;
  throw failure();
}

void Database::copy_to(Database& other) {
  sqlite3_backup* backup = sqlite3_backup_init(other.handle_.get(), "main", handle_.get(), "main");
  if (!backup) throw other.failure();
  const double give_up = steady_ms() + kPatienceMs;
  int code = sqlite3_backup_step(backup, -1);
  while ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && steady_ms() < give_up) {
    sqlite3_sleep(kPauseMs);
    code = sqlite3_backup_step(backup, -1);
  }
  const int result = sqlite3_backup_finish(backup);
  if (result != SQLITE_OK) throw other.failure();
  if (code != SQLITE_DONE)
    throw DatabaseError(fault_of(code), file_.string(), words_for(fault_of(code)),
                        remedy_for(fault_of(code), code));
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_failure(code, failure());
}

std::string Database::text(const std::string& sql) {
  Statement query = prepare(sql);
  return query.next() ? query.text(0) : std::string();
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement,
                         nullptr) != SQLITE_OK)
    throw failure();
  return {*this, statement};
}

DatabaseError Database::failure() const {
  if (!handle_)
    return {DatabaseFault::other, file_.string(), "cannot be opened: out of memory", "free memory"};
  const int code = sqlite3_errcode(handle_.get());
  const DatabaseFault fault = fault_of(code);
  return {fault, file_.string(),
          std::string(words_for(fault)) + ": " + sqlite3_errmsg(handle_.get()),
          remedy_for(fault, code)};
}

// IMMEDIATE: the wait for another writer happens here, where the busy timeout holds, never
// half-way.
Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace mien
