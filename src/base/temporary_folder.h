#pragma once
/// \file A folder for a while.

#include <filesystem>

namespace mien {

/// A new folder under `parent`, removed with its content on destruction.
class TemporaryFolder {
 public:
  /// An empty `parent` is the system's temporary folder (TMPDIR). Throws Error(output).
  explicit TemporaryFolder(std::filesystem::path parent = {});
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace mien
