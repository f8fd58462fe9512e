#pragma once
/// \file What commands share that read a table into mien.db.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "imports/bad_lines.h"

struct TableArguments {
  std::string file, database, utc_offset, time_zone, config;
  std::string dates = "auto", encoding = "auto", separator = "auto";
  bool strict = false;
};

/// --db, --time-zone, --utc-offset, --config, --dates, --encoding, --separator, --strict.
void add_table_options(CLI::App& command, TableArguments& arguments);

/// The file's bytes. Throws Error(input): it is not there, a folder, too large, not to be read.
std::string table_file(const std::filesystem::path& file);

/// Of times that name no zone: --time-zone, else that of --config, else this machine's.
mien::UtcOffset clock_of(const TableArguments& arguments);
/// --utc-offset. Throws Error(usage) where it is none.
std::optional<std::chrono::minutes> offset_of(const TableArguments& arguments);

/// On stderr: equal causes are one line, however many lines of the file they concern.
void report_bad_lines(const std::string& file, const std::vector<mien::imports::BadLine>& bad);
