#include "outbox/outbox.h"

#include <algorithm>
#include <random>

#include "database/migrations.h"

namespace mien::outbox {

namespace {

/// Facts that are forgotten in one transaction: the store's writer waits for it.
constexpr std::int64_t kForgetAtOnce = 5000;

/// What a camera saw is told under the claim that its host had at the time; a cell, which is made
/// of what was seen until its end, under the last one of that time.
constexpr const char* kAfter =
    "SELECT o.seq, o.kind, o.camera, o.time_ms, o.body, c.fence, c.since_ms FROM outbox o LEFT "
    "JOIN camera_claims c ON c.camera = o.camera AND o.kind IN ('stay', 'sight', 'cell', "
    "'camera_state') "
    "AND c.fence = (SELECT max(fence) FROM camera_claims WHERE camera = o.camera AND own AND "
    "since_ms <= CASE o.kind WHEN 'cell' THEN json_extract(o.body, '$.end_ms') ELSE o.time_ms END) "
    "WHERE o.seq > ? ORDER BY o.seq LIMIT ?";
constexpr const char* kAdd = "INSERT INTO outbox (kind, camera, time_ms, body) VALUES (?, ?, ?, ?)";
constexpr const char* kSent =
    "UPDATE outbox_cursors SET seq = max(seq, ?2), sent = sent + ?3 WHERE sink = ?1";
constexpr const char* kProgress =
    "SELECT sink, seq, sent, dropped, max(0, ifnull((SELECT max(seq) FROM outbox), 0) - "
    "max(seq, ifnull((SELECT min(seq) FROM outbox), 1) - 1)) FROM outbox_cursors";
constexpr const char* kBytes =
    "SELECT ifnull((SELECT upto FROM outbox ORDER BY seq DESC LIMIT 1) - (SELECT upto FROM outbox "
    "ORDER BY seq LIMIT 1), 0)";
constexpr const char* kLast = "SELECT ifnull(max(seq), 0) FROM outbox";
/// The time that the file believes (src/audience/store_belief.cpp), which retention goes by too; no
/// row while the clock is doubtful.
constexpr const char* kBelieved =
    "SELECT value FROM settings WHERE name = 'believed_ms' AND NOT EXISTS (SELECT 1 FROM settings "
    "WHERE name = 'doubt_began_ms')";
/// The last of the oldest facts before the first that is not too old, or without which the rest is
/// small enough: a single one of a wrong clock's time takes none with it.
constexpr const char* kBeyond =
    "WITH oldest AS (SELECT seq, made_ms, upto FROM outbox ORDER BY seq LIMIT ?1) "
    "SELECT ifnull(max(seq), 0) FROM oldest WHERE "
    "seq < ifnull((SELECT min(seq) FROM oldest WHERE made_ms >= ?2), seq + 1) OR "
    "upto < (SELECT upto FROM outbox ORDER BY seq DESC LIMIT 1) - ?3";
constexpr const char* kEverybodyHasSome =
    "SELECT EXISTS (SELECT 1 FROM outbox WHERE seq <= (SELECT ifnull(min(seq), 0) FROM "
    "outbox_cursors))";
constexpr const char* kLacking =
    "UPDATE outbox_cursors SET dropped = dropped + (SELECT count(*) FROM outbox WHERE outbox.seq > "
    "outbox_cursors.seq AND outbox.seq <= ?1), seq = ?1 WHERE seq < ?1";
constexpr const char* kForget =
    "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE seq <= max(?1, (SELECT "
    "ifnull(min(seq), 0) FROM outbox_cursors)) ORDER BY seq LIMIT ?2)";

}  // namespace

Outbox::Outbox(const std::filesystem::path& file, Database::Access access)
    : database_(file, access) {
  if (access == Database::Access::read) {
    check_ours(database_);
    return;
  }
  migrate(database_);
  database_.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON");
}

std::vector<Delivery> Outbox::configure(std::span<const std::string> kinds,
                                        std::span<const std::string> sinks) {
  Transaction transaction(database_);
  database_.execute("DELETE FROM outbox_kinds");
  for (const std::string& kind : kinds)
    database_.prepare("INSERT OR IGNORE INTO outbox_kinds VALUES (?)").run(kind);
  // Single stays and sights that still wait for a receiver do not leave once such are to stay.
  database_.execute(
      "DELETE FROM outbox WHERE kind IN ('stay', 'sight') AND kind NOT IN (SELECT kind FROM "
      "outbox_kinds)");
  for (const std::string& sink : sinks)
    database_.prepare("INSERT OR IGNORE INTO outbox_cursors (sink, seq) VALUES (?, 0)").run(sink);
  std::vector<Delivery> forgotten;
  for (Delivery& one : progress()) {
    if (std::ranges::find(sinks, one.sink) != sinks.end()) continue;
    database_.prepare("DELETE FROM outbox_cursors WHERE sink = ?").run(one.sink);
    forgotten.push_back(std::move(one));
  }
  if (sinks.empty()) database_.execute("DELETE FROM outbox");
  transaction.commit();
  return forgotten;
}

std::int64_t Outbox::store_id() {
  std::random_device device;
  const auto number = static_cast<std::int64_t>(((std::uint64_t{device()} << 32) | device()) >> 1);
  database_.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES ('store_id', ?)")
      .run(number);
  return database_.integer("SELECT value FROM settings WHERE name = 'store_id'");
}

Statement& Outbox::prepared(const char* sql) {
  const auto found = prepared_.find(sql);
  if (found != prepared_.end()) return found->second;
  return prepared_.emplace(sql, database_.prepare(sql)).first->second;
}

// To the end: a statement that is not would keep the log from being emptied.
template <class... Values>
std::int64_t Outbox::number(const char* sql, const Values&... values) {
  Statement& query = prepared(sql);
  query.start(values...);
  std::int64_t number = 0;
  while (query.next()) number = query.integer(0);
  return number;
}

void Outbox::write(std::span<const Fact> facts, std::span<const Delivery> sent) {
  Transaction transaction(database_);
  for (const Fact& fact : facts)
    prepared(kAdd).run(fact.kind, fact.camera, fact.time_ms, fact.body);
  for (const Delivery& one : sent) prepared(kSent).run(one.sink, one.seq, one.sent);
  database_.check_in_place();
  transaction.commit();
}

std::vector<KeptFact> Outbox::after(std::int64_t seq, int most) {
  Statement& query = prepared(kAfter);
  query.start(seq, most);
  std::vector<KeptFact> facts;
  while (query.next()) {
    KeptFact fact;
    fact.seq = query.integer(0);
    fact.kind = query.text(1);
    fact.camera = query.text(2);
    fact.time_ms = query.integer(3);
    fact.body = query.text(4);
    if (!query.is_null(5)) fact.fence = Fence{query.integer(5), query.integer(6)};
    facts.push_back(std::move(fact));
  }
  return facts;
}

std::vector<Delivery> Outbox::progress() {
  Statement& query = prepared(kProgress);
  query.start();
  std::vector<Delivery> all;
  while (query.next())
    all.push_back({.sink = query.text(0),
                   .seq = query.integer(1),
                   .sent = query.integer(2),
                   .dropped = query.integer(3),
                   .waiting = query.integer(4)});
  return all;
}

std::int64_t Outbox::bytes() { return number(kBytes); }

std::int64_t Outbox::last() { return number(kLast); }

// Without a time to be believed, that of 1970: nothing is older.
std::int64_t Outbox::beyond(const Bounds& bounds) {
  const std::int64_t age_ms = std::chrono::milliseconds(bounds.age).count();
  return number(kBeyond, kForgetAtOnce, number(kBelieved) - age_ms, bounds.bytes);
}

bool Outbox::trim(const Bounds& bounds) {
  if (beyond(bounds) == 0 && number(kEverybodyHasSome) == 0) return false;
  Transaction transaction(database_);
  const std::int64_t lost = beyond(bounds);
  if (lost > 0) prepared(kLacking).run(lost);
  prepared(kForget).run(lost, kForgetAtOnce);
  const bool more = database_.changes() >= kForgetAtOnce;
  transaction.commit();
  return more;
}

}  // namespace mien::outbox
