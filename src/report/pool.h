#pragma once
/// \file The audience of several folders as one.

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "audience/store.h"
#include "base/temporary_folder.h"

namespace mien::report {

/// The published cells of several databases together: a recording, or a cell, that several know
/// counts once, and the strictest minimum audience holds for all. Before that each decides what it
/// can. Several are copied into a file that only this user may read and that goes with the object;
/// one is read where it is. `clock`: the store's, of its days; empty: as the files know it. Throws
/// Error(output).
class AudiencePool {
 public:
  explicit AudiencePool(const std::vector<std::filesystem::path>& databases,
                        const UtcOffset& clock = {});

  audience::Store& store() { return *store_; }
  const std::filesystem::path& file() const { return file_; }
  /// Seen or rated, whether or not anything of them is told.
  const std::set<std::string>& contents() const { return contents_; }

 private:
  std::unique_ptr<TemporaryFolder> folder_;  ///< of the copy, where there is one
  std::filesystem::path file_;
  std::unique_ptr<audience::Store> store_;
  std::set<std::string> contents_;
};

}  // namespace mien::report
