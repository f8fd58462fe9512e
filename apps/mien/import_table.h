#pragma once
/// \file What commands share that read a table into mien.db.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audience/store.h"
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

/// Of times that name no zone: --time-zone, else that of --config, else the one that the database
/// was told, else this machine's.
mien::UtcOffset clock_of(const TableArguments& arguments);
/// "the store's clock", or "this machine's clock": what `clock_of` is, in words.
std::string clock_words(const TableArguments& arguments);
/// What the table may call contents: their names and titles in --config; none without it.
std::map<std::string, std::string> contents_called(const TableArguments& arguments);
/// As the table is stored: on the store's clock, whatever the table's times are; a new database is
/// guarded as --config says.
mien::audience::StoreOptions store_options(const TableArguments& arguments);
/// --utc-offset. Throws Error(usage) where it is none.
std::optional<std::chrono::minutes> offset_of(const TableArguments& arguments);

/// On stderr: equal causes are one line, however many lines of the file they concern.
void report_bad_lines(const std::string& file, const std::vector<mien::imports::BadLine>& bad);
