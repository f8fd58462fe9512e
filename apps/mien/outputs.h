#pragma once
/// \file What a command writes to: never over what it reads, and not while another writes there.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

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

/// A page may take the place of a page, and of a file in which nothing is: throws Error(usage)
/// where `file` is another one, before anything is written.
void check_is_page(const std::filesystem::path& file);

/// Beside the target and renamed: a reader never sees half a file, and one that is there stays
/// whole when the disk is full. A pipe or a device is written to as it is. Throws Error(output)
/// where it cannot be written.
void write_whole(const std::filesystem::path& file, const std::string& text);

/// Removes the page of the run before as soon as a run begins: one that is killed leaves none.
std::unique_ptr<mien::Sink> make_former_page(const std::filesystem::path& file);

/// Throws as `check_is_page` and `write_whole`.
void write_page(const std::filesystem::path& file, const std::string& page);
