#pragma once
/// \file A folder for a while.

#include <filesystem>

namespace mien {

/// A new folder under the system's temporary folder, removed with its content on destruction.
class TemporaryFolder {
 public:
  /// Throws Error(output).
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace mien
