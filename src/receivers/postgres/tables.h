#pragma once
/// \file Which fact goes into which table: one table of tables.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

namespace mien::receivers {

class PgCopy;

enum class PgType { boolean, integer, bigint, real, text, jsonb };
std::string_view name_of(PgType type);  ///< as SQL has it

struct PgColumn {
  const char* name;  ///< the message's member too
  PgType type;
};

/// A table of facts, by month. Beside its own columns it has `store`, `seq` (the fact's key),
/// `time`, `site`, `region`, `camera` and `received`.
struct PgTable {
  const char* name;  ///< the fact's kind too
  std::span<const PgColumn> columns;
};

inline constexpr const char* kPgCommon = "store, seq, time, site, region, camera";
inline constexpr int kPgCommonColumns = 6;
/// An advisory lock (any number): who makes tables of a database takes turns.
inline constexpr std::int64_t kPgMakersLock = 0x6d69656e;
/// Facts that this version has no table for: `kind` and `body`, and the fence that is in it.
inline constexpr const char* kPgOther = "fact";

std::span<const PgTable> pg_tables();
/// The table of a kind; that of other facts where it has none.
const PgTable& pg_table_of(std::string_view kind);
/// Appends one column of a message; null where it is absent or of another type.
void append_column(PgCopy& copy, const PgColumn& column, const nlohmann::json& message);

/// Statements that make a table where it is not there.
std::string create_table_sql(const std::string& schema, const PgTable& table);

}  // namespace mien::receivers
