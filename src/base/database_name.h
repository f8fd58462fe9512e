#pragma once
/// \file The database of a run or a server: mien.db, where the configuration names no other.

#include <filesystem>

#include "mien/config.h"

namespace mien {

inline constexpr const char* kDatabaseName = "mien.db";

/// What `storage.sqlite` names, or mien.db. Relative to the output folder of a run, to the working
/// folder of a server.
inline std::filesystem::path database_of(const RunConfig& config) {
  return config.sqlite.empty() ? kDatabaseName : config.sqlite;
}

}  // namespace mien
