#pragma once
/// \file libpq's handles as objects. Only in builds with PostgreSQL.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include "mien/error.h"

namespace mien::receivers {

/// What the database never takes, however often it is sent: a value out of range, a row too large.
class PgUnfit : public Error {
 public:
  using Error::Error;
};

/// The rows of an answer. NULL is an empty text.
class PgRows {
 public:
  explicit PgRows(PGresult* result) : result_(result) {}
  int size() const { return PQntuples(result_.get()); }
  bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  std::string text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
  }
  std::int64_t integer(int row, int column) const { return std::stoll(text(row, column)); }
  /// Throws Error where it is none. The smallest that a double holds are numbers (std::stod
  /// throws).
  double number(int row, int column) const;
  PGresult* handle() const { return result_.get(); }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

using PgValue = std::optional<std::string>;

/// One connection, used by one thread at a time. Every failure is Error(output) that names the
/// database without its password, says what the server said and what to do; what it may not do, is
/// full or read-only is told apart by its SQLSTATE, and PgUnfit is thrown for what the data is to
/// blame for.
class PgConnection {
 public:
  /// Connects; waits up to 10 s.
  explicit PgConnection(const std::string& url);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  /// One or more statements whose rows do not matter.
  void execute(const std::string& sql);
  PgRows query(const std::string& sql, const std::vector<PgValue>& values = {});
  /// The database's clock. Throws Error where it is before the day of this build: it is not set,
  /// and by it every fact would be of a time to come.
  std::int64_t clock_ms();
  /// COPY … FROM STDIN (FORMAT binary): `bytes` are the whole stream.
  void copy_in(const std::string& sql, std::string_view bytes);
  /// `name` as an identifier in quotes.
  static std::string quoted(const std::string& name);

 private:
  PgRows checked(PGresult* result, const std::string& doing);
  [[noreturn]] void fail(const std::string& doing, const std::string& state,
                         const std::string& words) const;

  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  std::string name_;  ///< for errors
  std::unique_ptr<PGconn, Finish> connection_;
};

/// All or nothing: rolled back unless committed.
class PgTransaction {
 public:
  explicit PgTransaction(PgConnection& connection) : connection_(connection) {
    connection_.execute("BEGIN");
  }
  ~PgTransaction();
  PgTransaction(const PgTransaction&) = delete;
  PgTransaction& operator=(const PgTransaction&) = delete;
  void commit() {
    open_ = false;
    connection_.execute("COMMIT");
  }

 private:
  PgConnection& connection_;
  bool open_ = true;
};

}  // namespace mien::receivers
