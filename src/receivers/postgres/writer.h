#pragma once
/// \file Facts into PostgreSQL: each once, however often it comes.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "receivers/postgres/connection.h"
#include "receivers/postgres/fences.h"
#include "receivers/postgres/tables.h"

namespace mien::receivers {

/// Messages of others are never trusted: one that does not fit must not stop those of all others.
/// Uses a connection that is the caller's, on the caller's thread.
class PgWriter {
 public:
  /// Makes the schema and the tables that are not there. Throws as PgConnection does.
  PgWriter(PgConnection& connection, std::string schema);

  /// JSON messages (docs/schema) in any order but that of one store's own; those that are there are
  /// passed over, and so are those of a host that had lost the camera by then (PgFences). Within
  /// the caller's transaction. Returns how many were left out: those that are no messages, and
  /// those that the database never takes.
  std::size_t write(std::span<const std::string_view> messages);
  /// What the database said of the last one that it did not take; said once.
  std::optional<std::string> refusal() { return std::exchange(refusal_, std::nullopt); }

 private:
  struct Batch;
  std::size_t write_all(std::span<const std::string_view> messages);
  void make_tables();
  void make_months(const Batch& batch);
  void insert(const PgTable& table, const std::string& stream);
  void take_back(const Batch& batch);

  PgConnection& connection_;
  const std::string schema_;
  PgFences fences_;
  std::set<std::string> months_;  ///< partitions that are there
  std::set<std::string> staged_;  ///< temporary tables that are there
  std::optional<std::string> refusal_;
};

}  // namespace mien::receivers
