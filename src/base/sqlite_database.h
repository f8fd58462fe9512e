#pragma once
/// \file SQLite's C handles as objects. The only header of mien that includes sqlite3.h.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "mien/error.h"

#include "base/file_id.h"

namespace mien {

/// What ails a database, told apart so that it can be counted.
enum class DatabaseFault { full, locked, read_only, damaged, gone, other };
inline constexpr std::size_t kDatabaseFaults = 6;
const char* name_of(DatabaseFault fault);  ///< "full", "read_only", …

/// Every failure of a Database.
class DatabaseError : public Error {
 public:
  DatabaseError(DatabaseFault fault, std::string where, std::string what, std::string remedy)
      : Error(ErrorKind::output, std::move(where), std::move(what), std::move(remedy)),
        fault_(fault) {}
  DatabaseFault fault() const noexcept { return fault_; }

 private:
  DatabaseFault fault_;
};

class Database;

/// A prepared statement, reused from row to row. Must not outlive its database.
class Statement {
 public:
  /// Binds all parameters in order and steps to the end. Texts need live only during the call.
  /// Throws Error(output).
  template <class... Values>
  void run(const Values&... values) {
    int column = 0;
    (bind(++column, values), ...);
    step_to_end();
  }

  /// Binds all parameters in order, before the first `next`. Texts must live until the last `next`.
  template <class... Values>
  void start(const Values&... values) {
    reset();
    int column = 0;
    (bind(++column, values), ...);
  }
  /// Goes to the next row; false after the last one. Throws Error(output).
  bool next();
  /// A column of the row, from 0.
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  double real(int column) const { return sqlite3_column_double(statement_.get(), column); }
  std::string text(int column) const;
  bool is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  Statement(Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}
  void bind(int column, std::int64_t value);
  void bind(int column, int value) { bind(column, std::int64_t{value}); }
  void bind(int column, double value);
  void bind(int column, std::string_view text);
  void bind(int column, const std::string& text) { bind(column, std::string_view(text)); }
  template <class Value>
  void bind(int column, const std::optional<Value>& value) {
    if (value)
      bind(column, *value);
    else
      sqlite3_bind_null(statement_.get(), column);
  }
  void reset() { sqlite3_reset(statement_.get()); }
  void step_to_end();

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An open database file. Used by one thread at a time. Every failure is a DatabaseError that
/// names the file; a question beyond its thread's Deadline (deadline.h) ends with Overdue.
class Database {
 public:
  enum class Access { write, read };
  /// Creates the file where there is none, for its owner's eyes alone (0600; SQLite gives its log
  /// the same rights); `read`: changes nothing and creates nothing. Waits up to 5 s for others'
  /// locks.
  explicit Database(const std::filesystem::path& file, Access access = Access::write);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements whose rows do not matter.
  void execute(const std::string& sql);
  /// The first column of the first row, for these parameters; 0 where there is none.
  template <class... Values>
  std::int64_t integer(std::string_view sql, const Values&... values) {
    Statement query = prepare(sql);
    query.start(values...);
    return query.next() ? query.integer(0) : 0;
  }
  std::string text(const std::string& sql);
  bool has_table(std::string_view name) {
    constexpr std::string_view kNamed =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?";
    return integer(kNamed, name) > 0;
  }
  Statement prepare(std::string_view sql);
  std::int64_t last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }
  /// Rows that the last statement inserted, changed or deleted itself (triggers do not count).
  std::int64_t changes() const { return sqlite3_changes64(handle_.get()); }
  /// What the last call failed with.
  DatabaseError failure() const;
  /// Throws where the path no longer leads to the file that is open: what is written to it now
  /// would be gone with it.
  void check_in_place() const;
  /// Takes group's and others' rights from the file and its log; a no-op where it is not ours.
  void make_private() const;
  /// Empties the write-ahead log: deleted rows are then in no file. False: others read just now,
  /// try again later. Never waits.
  bool empty_log();
  /// Copies what is committed into `other`, which is replaced.
  void copy_to(Database& other);
  const std::filesystem::path& path() const { return file_; }

 private:
  friend class Transaction;
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };

  std::filesystem::path file_;
  std::optional<FileId> id_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// All or nothing: rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace mien
