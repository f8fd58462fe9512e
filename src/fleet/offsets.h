#pragma once
/// \file How far the topics are in the database: in the database.

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "receivers/postgres/connection.h"

namespace mien::fleet {

/// Messages of one partition that go into one transaction.
struct OffsetRange {
  std::int64_t first = 0, next = 0;  ///< offsets: first ≤ those < next
};

/// The table `position`, by group, topic and partition. Uses the caller's connection.
class Offsets {
 public:
  using Place = std::pair<std::string, int>;

  /// Makes the table where it is not there.
  Offsets(receivers::PgConnection& connection, std::string schema, std::string group);

  /// The next offset of each partition that was read.
  std::map<Place, std::int64_t> read();
  /// Within the caller's transaction. Throws Error where another member is further already: this
  /// one was taken for dead, and what it read is not its own any more.
  void advance(const std::map<Place, OffsetRange>& read);
  /// Within the caller's transaction: the partition begins anew.
  void forget(const Place& place);

 private:
  receivers::PgConnection& connection_;
  const std::string table_, group_;
};

}  // namespace mien::fleet
