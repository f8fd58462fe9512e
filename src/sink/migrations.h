#pragma once
/// \file The tables of mien.db, and how an older file gets them.

#include "sink/sqlite_database.h"

namespace mien::sink {

/// The newest schema that this program knows (`PRAGMA user_version`).
int newest_schema();

/// Brings the database to the newest schema, one transaction per step; a no-op where it is there
/// already. Throws Error(output) where it is newer than that, or another program's.
void migrate(Database& database);

}  // namespace mien::sink
