#pragma once
/// \file Files that appear whole or not at all.

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "mien/error.h"

namespace mien::infer {

using Bytes = std::vector<unsigned char>;

/// The whole file; nothing where it cannot be read or is larger than `limit`.
std::optional<Bytes> read_file(const std::filesystem::path& file, std::size_t limit);

/// Held while one of several processes, or threads, changes a folder: the others wait. It ends with
/// its process. Not base's OwnerLock, which refuses at once and says who has the place, and which
/// locks nobody out within one process.
class FolderLock {
 public:
  /// Makes the folder where it lacks. `name`: of the file that is locked. Throws `refusal` where it
  /// cannot be written.
  FolderLock(const std::filesystem::path& folder, const char* name, const Error& refusal);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_;
};

/// Writes the parts, one after the other, beside `file` and renames: readers see the old file or
/// the new one. Makes the folder where it lacks. Throws Error(output).
void write_atomically(const std::filesystem::path& file,
                      std::initializer_list<std::span<const unsigned char>> parts);

}  // namespace mien::infer
