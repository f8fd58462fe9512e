#pragma once
/// \file The outbox in mien.db: facts wait there until each receiver has them.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/sqlite_database.h"
#include "outbox/fact.h"

namespace mien::outbox {

struct Bounds {
  std::int64_t bytes = 1'000'000'000;
  std::chrono::hours age{24 * 7};
};

/// How far one receiver is.
struct Delivery {
  std::string sink;
  std::int64_t seq = 0;  ///< it has all up to this one
  std::int64_t sent = 0, dropped = 0;
  std::int64_t waiting = 0;  ///< facts
};

/// One connection to the tables `outbox*` (base/migrations_outbox.cpp), used by one thread at a
/// time; several processes may share the file. Every failure is a DatabaseError.
class Outbox {
 public:
  /// The file is there and of the newest schema (audience::Store made it so).
  Outbox(const std::filesystem::path& file, Database::Access access);

  /// Which facts leave from now on, and to whom. A receiver that is new gets what is there; one
  /// that is no longer named is forgotten. Returns what the forgotten ones did not get.
  std::vector<Delivery> configure(std::span<const std::string> kinds,
                                  std::span<const std::string> sinks);
  /// Made at the first call, and the same ever after.
  std::int64_t store_id();

  /// One transaction.
  void write(std::span<const Fact> facts, std::span<const Delivery> sent);
  /// Up to `most` facts after `seq`, in their order.
  std::vector<KeptFact> after(std::int64_t seq, int most);
  std::vector<Delivery> progress();
  std::int64_t bytes();
  /// The newest fact's number; 0 before the first.
  std::int64_t last();

  /// Forgets what every receiver has, and what is beyond the bounds: that is counted as dropped
  /// with each receiver that lacked it. Nothing is too old while the clock is doubtful. A few
  /// thousand facts at once: true where there is more. Writes nothing where there is none.
  bool trim(const Bounds& bounds);

 private:
  std::int64_t beyond(const Bounds& bounds);
  /// Prepared at its first use: to prepare one takes longer than to run it. `sql` lives as long.
  Statement& prepared(const char* sql);
  template <class... Values>
  std::int64_t number(const char* sql, const Values&... values);

  Database database_;
  std::map<const char*, Statement> prepared_;
};

}  // namespace mien::outbox
