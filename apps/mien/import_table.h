#pragma once
/// \file What commands share that read a table into mien.db.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"

#include "audience/store.h"
#include "base/time.h"
#include "imports/bad_lines.h"
#include "imports/table_time.h"

struct TableArguments {
  std::string file, database, utc_offset, time_zone, config;
  std::string dates = "auto", encoding = "auto", separator = "auto";
  bool strict = false;
};

/// --db, --time-zone, --utc-offset, --config, --dates, --encoding, --separator, --strict.
void add_table_options(CLI::App& command, TableArguments& arguments);

/// The file's bytes. Throws Error(input): it is not there, a folder, too large, not to be read.
std::string table_file(const std::filesystem::path& file);

/// What the options, --config and the database say of a table, each read once.
class TableSettings {
 public:
  /// Throws Error(usage) where --utc-offset is none or the zone is not known, and what loading a
  /// configuration throws.
  explicit TableSettings(const TableArguments& arguments);

  /// Of times that name no zone: --time-zone, else that of --config, else the one that the database
  /// was told, else this machine's.
  const mien::UtcOffset& clock() const { return clock_; }
  /// --utc-offset, which goes before that clock.
  std::optional<std::chrono::minutes> utc_offset() const { return utc_offset_; }
  /// What the table may call contents: their names and titles in --config; none without it.
  std::map<std::string, std::string> contents() const;
  /// --config; none where it is not given.
  const std::optional<mien::RunConfig>& config() const { return config_; }
  /// As the table is stored: on the store's clock, whatever the table's times are; a new database
  /// is guarded as --config says.
  mien::audience::StoreOptions store() const;
  /// On whose clock times without a zone were read, and which of two hours was taken where the
  /// clock was set back; nothing where all named one. `what`: "time", "line".
  void print_times(const mien::imports::TimesRead& times, const char* what) const;

 private:
  const TableArguments& arguments_;
  std::optional<mien::RunConfig> config_;
  std::string zone_;  ///< of times that name none; empty: this machine's
  mien::UtcOffset clock_;
  std::optional<std::chrono::minutes> utc_offset_;
};

/// On stderr: equal causes are one line, however many lines of the file they concern.
void report_bad_lines(const std::string& file, const std::vector<mien::imports::BadLine>& bad);
