#include "base/sqlite_database.h"

#include "base/deadline.h"

namespace mien {

namespace {

constexpr int kPatienceMs = 5000;
constexpr int kStepsBetweenLooks = 4000;  // of SQLite's machine, at the clock: well below a ms

std::string remedy_for_sqlite(int code) {
  switch (code) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "move it away, or choose another database file";
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return "free some space, or choose another place for the database";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "close the program that holds it, or choose another database file";
    default:
      return "choose a database file in a folder that you may write to";
  }
}

[[noreturn]] void throw_failure(int code, const Error& failure) {
  if (code == SQLITE_INTERRUPT) throw Overdue();
  throw failure;
}

}  // namespace

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
    const Error failure = database_->failure();
    sqlite3_reset(statement_.get());
    throw_failure(code, failure);
  }
  sqlite3_reset(statement_.get());
}

bool Statement::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  const bool done = code == SQLITE_DONE;
  const std::optional<Error> failure = done ? std::nullopt : std::optional(database_->failure());
  reset();
  if (failure) throw_failure(code, *failure);
  return false;
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Database::Database(const std::filesystem::path& file) : file_(file) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);  // SQLite gives a handle for its message even where it could not open.
  if (code != SQLITE_OK) throw failure();
  sqlite3_busy_timeout(handle, kPatienceMs);
  const auto overdue = [](void*) { return Deadline::passed() ? 1 : 0; };
  sqlite3_progress_handler(handle, kStepsBetweenLooks, overdue, nullptr);
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_failure(code, failure());
}

std::int64_t Database::integer(const std::string& sql) {
  const Statement query = prepare(sql);
  const int code = sqlite3_step(query.statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) throw_failure(code, failure());
  return code == SQLITE_ROW ? sqlite3_column_int64(query.statement_.get(), 0) : 0;
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement,
                         nullptr) != SQLITE_OK)
    throw failure();
  return {*this, statement};
}

Error Database::failure() const {
  if (!handle_)
    return {ErrorKind::output, file_.string(), "cannot be opened: out of memory", "free memory"};
  return {ErrorKind::output, file_.string(),
          "cannot be used as database: " + std::string(sqlite3_errmsg(handle_.get())),
          remedy_for_sqlite(sqlite3_errcode(handle_.get()))};
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
