#pragma once
/// \file Which file it is, by whatever name.

#include <filesystem>
#include <optional>
#include <utility>

#include <sys/stat.h>

namespace mien {

/// Device and inode.
using FileId = std::pair<dev_t, ino_t>;

/// Links followed; nullopt: there is none.
inline std::optional<FileId> file_id(const std::filesystem::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return std::nullopt;
  return FileId{found.st_dev, found.st_ino};
}

/// Of an open one.
inline std::optional<FileId> file_id(int descriptor) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0) return std::nullopt;
  return FileId{found.st_dev, found.st_ino};
}

}  // namespace mien
