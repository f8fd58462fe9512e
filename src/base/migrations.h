#pragma once
/// \file The tables of mien.db, those of every room that writes to it, and how an older file gets
/// them.

#include "base/sqlite_database.h"

namespace mien {

/// The newest schema that this program knows (`PRAGMA user_version`).
int newest_schema();

/// Brings the database to the newest schema, one transaction per step; a no-op where it is there
/// already. Throws Error(output) where it is newer than that, or another program's.
void migrate(Database& database);

}  // namespace mien
