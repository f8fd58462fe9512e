#pragma once
/// \file A database that a command reads and does not change, also where nothing may be written.

#include <filesystem>

#include "database/stand_in.h"

/// Throws Error(input) where there is no such file.
void require_database(const std::filesystem::path& database);

/// What `read` makes of the file; what it throws names the place that was given. Throws as
/// `require_database` and StandInFile do.
template <class Read>
auto read_database(const std::filesystem::path& database, Read read) {
  require_database(database);
  const mien::StandInFile there(database);
  try {
    return read(there.file());
  } catch (const mien::Error& error) {
    throw there.named(error);
  }
}
