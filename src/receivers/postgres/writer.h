#pragma once
/// \file Facts into PostgreSQL: each once, however often it comes.

#include <functional>
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
  /// passed over, and so are those of a host that had lost the camera by then (PgFences). In one
  /// transaction, which `first` begins, if there is one; the caller has none open. Returns how many
  /// were left out: those that are no messages, of a time that no store has now, and those that the
  /// database never takes.
  std::size_t write(std::span<const std::string_view> messages,
                    const std::function<void()>& first = {});
  /// Why the last one of them was not taken, that was a message; said once.
  std::optional<std::string> refusal() { return std::exchange(refusal_, std::nullopt); }

 private:
  struct Batch;
  std::size_t write_stretch(std::span<const std::string_view> messages, Batch& batch);
  void write_all(Batch& batch);
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
