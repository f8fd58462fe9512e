#pragma once
/// \file What a command writes: never over what it reads, and whole.

#include <filesystem>
#include <string>

#include "mien/config.h"

/// Throws Error(usage) where a sink of the configuration would write over an input or over the
/// configuration itself.
void guard_sinks(const mien::RunConfig& config, const std::string& config_file);

/// Beside the target and renamed: a reader never sees half a file, and one that is there stays
/// whole when the disk is full. A pipe or a device is written to as it is. Throws Error(output)
/// where it cannot be written.
void write_whole(const std::filesystem::path& file, const std::string& text);

/// Throws as `check_is_page` and `write_whole`.
void write_page(const std::filesystem::path& file, const std::string& page);
