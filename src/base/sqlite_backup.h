#pragma once
/// \file Copies of a database that is in use.

#include <filesystem>

#include "base/sqlite_database.h"

namespace mien {

/// A consistent copy of what is committed (SQLite's online backup), while others read and write:
/// one file for its owner's eyes alone, without a write-ahead log. It is checked and reaches the disk
/// before it takes the place of `to`; a copy that fails leaves what was there. Throws Error(output).
void back_up(Database& from, const std::filesystem::path& to);

}  // namespace mien
