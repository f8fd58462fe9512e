#pragma once
/// \file The tables of mien.db, those of every room that writes to it, and how an older file gets
/// them.

#include <cstdint>
#include <filesystem>

#include "base/sqlite_database.h"

namespace mien {

/// The newest schema that this program knows (`PRAGMA user_version`).
int newest_schema();

/// Its schema. Throws Error(output) where it is newer than this program, or another program's.
std::int64_t check_ours(Database& database);

/// Brings the database to the newest schema, one transaction per step; a no-op where it is there
/// already. What an older file held is copied first, beside it (copy_before_migration). Throws as
/// check_ours does, and Error(output) where there is no room for the copy.
void migrate(Database& database);

/// Where the copy of a file of `schema` lies: "mien.db.schema-3.bak".
std::filesystem::path copy_before_migration(const std::filesystem::path& file, std::int64_t schema);

}  // namespace mien
