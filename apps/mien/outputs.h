#pragma once
/// \file What a command writes to: never over what it reads, and not while another writes there.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mien/config.h"

#include "base/owner_lock.h"

/// As files on this machine, whatever the user wrote: "loop:clip.mp4" is clip.mp4.
std::vector<std::filesystem::path> input_files(const std::vector<std::string>& inputs);

/// Throws Error(usage) where one of `names` in `folder` (or an absolute path) is one of `inputs`,
/// before anything is written; then makes the folder and takes its lock (.mien.lock) for as long as
/// the returned value lives. Throws Error(output) where another process has it, named. An empty
/// `folder` is none: nothing is done.
std::unique_ptr<mien::OwnerLock> claim_folder(const std::filesystem::path& folder,
                                              const std::vector<std::string>& inputs,
                                              const std::vector<std::filesystem::path>& names);

/// The same for a database that a server keeps: FILE.lock beside it. Programs that add to a
/// database for a moment need none: SQLite keeps them apart.
std::unique_ptr<mien::OwnerLock> claim_database(const std::filesystem::path& file,
                                                const std::string& config);

/// Throws Error(usage) where a sink of the configuration would write over an input or over the
/// configuration itself.
void guard_sinks(const mien::RunConfig& config, const std::string& config_file);

/// Throws Error(output) where it cannot be written.
void write_page(const std::string& file, const std::string& page);
