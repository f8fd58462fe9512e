#pragma once
/// \file Copies of a database that is in use.

#include <cstdint>
#include <filesystem>

#include "base/sqlite_database.h"

namespace mien {

/// A consistent copy of what is committed (SQLite's online backup), while others read and write:
/// one file for its owner's eyes alone, without a write-ahead log. It is checked and reaches the
/// disk before it takes the place of `to`; a copy that fails leaves what was there. Throws
/// Error(output).
void back_up(Database& from, const std::filesystem::path& to);

/// The same of a file that others may use, which stays as it is. Returns its schema. Throws
/// Error(output) also where `file` is not mien's, or `to` is there and is something else: an older
/// copy may be replaced.
std::int64_t back_up_file(const std::filesystem::path& file, const std::filesystem::path& to);

}  // namespace mien
