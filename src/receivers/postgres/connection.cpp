#ifdef MIEN_WITH_POSTGRES
#include "receivers/postgres/connection.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/build_time.h"
#include "base/time.h"
#include "base/to_number.h"
#include "base/url.h"

namespace mien::receivers {

namespace {

struct Remedy {
  const char *state, *remedy;  ///< `state`: a SQLSTATE or the class that it begins with
};

constexpr Remedy kRemedies[] = {
    {"28", "check the user and the password in the url, and the server's pg_hba.conf"},
    {"3D000", "create the database, or check its name in the url"},
    {"42501", "grant the user the rights listed in docs/sinks.md"},
    {"25006", "it is read-only: is it a standby? Add target_session_attrs=read-write to the url"},
    {"53100", "its disk is full: make room there"},
    {"55P03", "another session holds what it needs (pg_locks); mien retries"},
    {"25P03", "mien was stopped in the middle of a transaction; it retries"},
    {"53300", "it has no connection left: raise max_connections"},
    {"57P", "it shuts down or starts; mien retries"},
};

/// Classes of SQLSTATE that the data is to blame for: data exception, integrity constraint
/// violation, program limit exceeded.
constexpr std::string_view kUnfit[] = {"22", "23", "54"};

/// What nobody has set otherwise, in the url's `options`, for the user, or in the server's
/// configuration. A program that stands still, or whose machine is gone, must not keep its locks:
/// the server ends such a transaction, after as long as a dead connection takes to be noticed.
/// Nothing of ours is idle within one for longer than it takes to read messages that are in memory.
/// Who waits for a lock says so after twice that, and tries again; a batch takes seconds. What
/// works for long (sums made anew, a statement over many rows) is not idle, and waits for nobody.
constexpr const char* kSession =
    "SET timezone = 'UTC'; SET client_min_messages = warning; SELECT set_config(s.name, v.value, "
    "false) FROM pg_settings s JOIN (VALUES ('idle_in_transaction_session_timeout', '30s'), "
    "('lock_timeout', '60s'), ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), "
    "('tcp_keepalives_count', '3')) v (name, value) ON v.name = s.name WHERE s.source = 'default'";

std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

double PgRows::number(int row, int column) const {
  const auto value = to_number<double>(text(row, column));
  if (!value)
    throw Error(ErrorKind::output, "PostgreSQL", "expected a number, found something else",
                "check the tables rating_day, rating_month, cell_day, cell_month and site");
  return *value;
}

PgConnection::PgConnection(const std::string& url) : name_(masked(url)) {
  // A database that is cut off silently is noticed within half a minute; the url may say otherwise.
  const char* keys[] = {"keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        "tcp_user_timeout",
                        "dbname",
                        "connect_timeout",
                        "application_name",
                        "client_encoding",
                        nullptr};
  const char* values[] = {"10", "5", "3", "30000", url.c_str(), "10", "mien", "UTF8", nullptr};
  connection_.reset(PQconnectdbParams(keys, values, 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    fail("connect", "", one_line(PQerrorMessage(connection_.get())));
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  execute(kSession);
}

std::int64_t PgConnection::clock_ms() {
  const std::int64_t now = query("SELECT (extract(epoch FROM now()) * 1000)::bigint").integer(0, 0);
  if (wall_of(now) < build_day())
    throw Error(ErrorKind::output, "PostgreSQL", "its clock says " + rfc3339(wall_of(now)),
                "set the clock of its machine; mien retries");
  return now;
}

void PgConnection::execute(const std::string& sql) {
  checked(PQexec(connection_.get(), sql.c_str()), "execute");
}

PgRows PgConnection::query(const std::string& sql, const std::vector<PgValue>& values) {
  std::vector<const char*> texts;
  for (const PgValue& value : values) texts.push_back(value ? value->c_str() : nullptr);
  return checked(PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(texts.size()),
                              nullptr, texts.data(), nullptr, nullptr, 0),
                 "query");
}

void PgConnection::copy_in(const std::string& sql, std::string_view bytes) {
  PgRows begun(PQexec(connection_.get(), sql.c_str()));
  if (PQresultStatus(begun.handle()) != PGRES_COPY_IN)
    fail("copy",
         PQresultErrorField(begun.handle(), PG_DIAG_SQLSTATE)
             ? PQresultErrorField(begun.handle(), PG_DIAG_SQLSTATE)
             : "",
         one_line(PQresultErrorMessage(begun.handle())));
  constexpr std::size_t kPiece = 1 << 20;
  for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
    const auto size = static_cast<int>(std::min(kPiece, bytes.size() - at));
    if (PQputCopyData(connection_.get(), bytes.data() + at, size) != 1)
      fail("copy", "", one_line(PQerrorMessage(connection_.get())));
  }
  if (PQputCopyEnd(connection_.get(), nullptr) != 1)
    fail("copy", "", one_line(PQerrorMessage(connection_.get())));
  checked(PQgetResult(connection_.get()), "copy");
  while (PGresult* rest = PQgetResult(connection_.get())) PQclear(rest);
}

std::string PgConnection::quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

PgRows PgConnection::checked(PGresult* result, const std::string& doing) {
  PgRows rows(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return rows;
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  fail(doing, state ? state : "",
       one_line(result ? PQresultErrorMessage(result) : PQerrorMessage(connection_.get())));
}

// A connection that is refused has no SQLSTATE that libpq hands out; its words are the server's.
void PgConnection::fail(const std::string& doing, const std::string& state,
                        const std::string& words) const {
  std::string remedy = "check the url, and that the server runs and can be reached";
  if (doing != "connect" && state.empty()) remedy = "the connection was lost; mien retries";
  for (const Remedy& one : kRemedies)
    if (state.starts_with(one.state)) remedy = one.remedy;
  // What ends a connection while it begins comes without its SQLSTATE.
  if (words.find("FATAL:  database") != std::string::npos) remedy = kRemedies[1].remedy;
  if (words.find("password authentication failed") != std::string::npos)
    remedy = kRemedies[0].remedy;
  if (words.find("certificate") != std::string::npos)
    remedy = "check sslmode and sslrootcert in the url";
  if (std::ranges::find(kUnfit, std::string_view(state).substr(0, 2)) != std::end(kUnfit))
    throw PgUnfit(ErrorKind::output, name_, words, "it is left out");
  throw Error(ErrorKind::output, name_, words, remedy);
}

PgTransaction::~PgTransaction() {
  if (!open_) return;
  try {
    connection_.execute("ROLLBACK");
  } catch (const Error&) {  // the connection is gone, and the transaction with it
  }
}

}  // namespace mien::receivers
#endif
