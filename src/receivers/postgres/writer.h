#pragma once
/// \file Facts into PostgreSQL: each once, however often it comes.

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "receivers/postgres/connection.h"
#include "receivers/postgres/tables.h"

namespace mien::receivers {

/// Uses a connection that is the caller's, on the caller's thread.
class PgWriter {
 public:
  /// Makes the schema and the tables that are not there. Throws as PgConnection does.
  PgWriter(PgConnection& connection, std::string schema);

  /// JSON messages (docs/schema) in any order but that of one store's own; those that are there are
  /// passed over. Within the caller's transaction. Returns how many were no messages at all: they
  /// are left out.
  std::size_t write(std::span<const std::string_view> messages);

 private:
  struct Batch;
  void make_tables();
  void make_months(const Batch& batch);
  void insert(const PgTable& table, const std::string& stream);
  void take_back(const Batch& batch);

  PgConnection& connection_;
  const std::string schema_;
  std::set<std::string> months_;  ///< partitions that are there
  std::set<std::string> staged_;  ///< temporary tables that are there
};

}  // namespace mien::receivers
