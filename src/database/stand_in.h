#pragma once
/// \file Folders of results, and databases, that may only be read.

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "mien/error.h"

#include "base/temporary_folder.h"

namespace mien {

/// Whether files may be written there: a folder, or a file and the folder that it is in. What
/// nobody has a right to write to may not, whoever asks: root, too.
bool may_be_written(const std::filesystem::path& place);

/// Folders as a report reads them. What their databases hold is decided while it is read, which
/// writes to them: for a folder whose mien.db may not be written another one stands in, of this
/// user's, with links to its files and a copy of the database. It goes with the object.
class StandIns {
 public:
  /// Throws Error(output) where a copy cannot be made: no room, or somebody writes all the time.
  explicit StandIns(std::span<const std::filesystem::path> folders);

  /// In the order in which they were given.
  const std::vector<std::filesystem::path>& folders() const { return folders_; }
  /// The same with the places as they were given.
  Error named(const Error& error) const;

 private:
  std::filesystem::path stand_in_for(const std::filesystem::path& folder);

  std::vector<std::filesystem::path> given_, folders_;
  std::unique_ptr<TemporaryFolder> place_;  ///< of all stand-ins, where there is one
};

/// A database that is only read, of any name. Of one with a log SQLite needs files beside it even
/// for that: where its folder may not be written and nobody has it open, a copy stands in, with
/// what is in its log. One without, as mien backup makes it, is read where it is.
class StandInFile {
 public:
  /// Throws Error(output) as StandIns does.
  explicit StandInFile(const std::filesystem::path& database);

  const std::filesystem::path& file() const { return file_; }
  /// The same with the place as it was given.
  Error named(const Error& error) const;

 private:
  std::filesystem::path given_, file_;
  std::unique_ptr<TemporaryFolder> place_;  ///< of the copy, where there is one
};

}  // namespace mien
