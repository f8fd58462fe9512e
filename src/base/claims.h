#pragma once
/// \file What is written to: never over what is read, and not while another writes there.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/owner_lock.h"

namespace mien {

/// As files on this machine, whatever the user wrote: "loop:clip.mp4" is clip.mp4.
std::vector<std::filesystem::path> input_files(const std::vector<std::string>& inputs);

/// Throws Error(usage) where one of `names` in `folder` (or an absolute path) is one of `inputs`,
/// before anything is written; then makes the folder and takes its lock (.mien.lock) for as long as
/// the returned value lives. Throws Error(output) where another process has it, named. An empty
/// `folder` is none: nothing is done.
std::unique_ptr<OwnerLock> claim_folder(const std::filesystem::path& folder,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::filesystem::path>& names);

/// The same for a database that a server keeps: FILE.lock beside it. Programs that add to a
/// database for a moment need none: SQLite keeps them apart.
std::unique_ptr<OwnerLock> claim_database(const std::filesystem::path& file,
                                          const std::string& config);

}  // namespace mien
