#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "mien/error.h"

#include "base/temporary_folder.h"

/// A folder for the demo's database, gone with the demo unless the user named it.
class DemoFolder {
 public:
  explicit DemoFolder(const std::string& named) : folder_(named) {
    if (named.empty()) {
      own_.emplace();
      folder_ = own_->path();
    }
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error)
      throw mien::Error(mien::ErrorKind::output, folder_.string(), error.message(),
                        "set another folder with -o");
  }
  const std::filesystem::path& path() const { return folder_; }

 private:
  std::optional<mien::TemporaryFolder> own_;
  std::filesystem::path folder_;
};
