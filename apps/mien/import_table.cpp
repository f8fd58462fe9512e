#include "import_table.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "mien/config.h"
#include "mien/error.h"

#include "audience/told.h"
#include "base/text.h"
#include "config_file.h"
#include "database_clock.h"
#include "imports/table_header.h"
#include "store_clock.h"

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMaxBytes = 512u << 20;
constexpr std::size_t kShownCauses = 20;

std::optional<std::chrono::minutes> offset_in(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto offset = mien::parse_offset(text);
  if (!offset)
    throw mien::Error(mien::ErrorKind::usage, "--utc-offset", "'" + text + "' is not a UTC offset",
                      "write it as +01:00");
  return offset;
}

}  // namespace

std::string table_file(const fs::path& file) {
  const auto refuse = [&](const std::string& what, const char* remedy) {
    throw mien::Error(mien::ErrorKind::input, file.string(), what, remedy);
  };
  std::error_code error;
  if (!fs::exists(file, error)) refuse("does not exist", "check the path");
  if (fs::is_directory(file, error)) refuse("is a folder", "name the table in it");
  if (fs::is_regular_file(file, error) && fs::file_size(file, error) > kMaxBytes)
    refuse("is larger than 512 MB", "split it; each part needs the first line");
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) refuse("cannot be read", "check its permissions");
  return text;
}

TableSettings::TableSettings(const TableArguments& arguments)
    : arguments_(arguments), zone_(arguments.time_zone) {
  if (!arguments.config.empty()) config_ = read_config_file(arguments.config, nullptr);
  if (zone_.empty() && config_) zone_ = config_->audience.time_zone;
  if (zone_.empty()) zone_ = mien::audience::told_in(arguments.database).time_zone;
  clock_ = store_clock(zone_);
  utc_offset_ = offset_in(arguments.utc_offset);
}

std::map<std::string, std::string> TableSettings::contents() const {
  if (!config_) return {};
  return mien::imports::called(config_->contents);
}

mien::audience::StoreOptions TableSettings::store() const {
  auto options = on_its_clock(arguments_.database, config_ ? config_->audience.time_zone : "",
                              arguments_.time_zone);
  if (config_ && !fs::exists(arguments_.database))
    options.min_audience = config_->audience.min_audience;
  return options;
}

void TableSettings::print_times(const mien::imports::TimesRead& times, const char* what) const {
  if (times.local == 0 || utc_offset_) return;
  fmt::print("{} without a time zone: taken as {} (change it with --time-zone or --utc-offset)\n",
             mien::counted(times.local, what),
             zone_.empty() ? "this machine's clock" : "the store's clock");
  if (times.repeated > 0)
    fmt::print(
        "{} of them, the first in line {}, in an hour that came twice when the clock was set "
        "back:\n"
        "taken as the first of the two; write the offset from UTC into the table for the second\n",
        times.repeated, times.first_repeated);
}

void report_bad_lines(const std::string& file, const std::vector<mien::imports::BadLine>& bad) {
  const std::vector<mien::imports::BadLines> causes = by_cause(bad, false);
  for (std::size_t i = 0; i < std::min(causes.size(), kShownCauses); ++i) {
    const mien::imports::BadLines& lines = causes[i];
    const std::string remedy = lines.remedy.empty() ? "" : " (" + lines.remedy + ")";
    if (lines.count == 1)
      fmt::print(stderr, "mien: {}:{}: {}{}\n", file, lines.first, lines.reason, remedy);
    else
      fmt::print(stderr, "mien: {}: {}\n", file, in_words(lines));
  }
  if (causes.size() > kShownCauses)
    fmt::print(stderr, "mien: {}: and {} (--json lists them all)\n", file,
               mien::counted(causes.size() - kShownCauses, "more cause"));
}

void add_table_options(CLI::App& command, TableArguments& arguments) {
  command.add_option("--db", arguments.database, "The database; created if it does not exist")
      ->required()
      ->type_name("FILE.db");
  command
      .add_option("--time-zone", arguments.time_zone,
                  "Time zone for times without one, such as Europe/Berlin (default:\n"
                  "audience.time_zone of --config, else the database's, else this machine's)")
      ->type_name("NAME");
  command.add_option("--utc-offset", arguments.utc_offset, "The same as an offset, such as +01:00")
      ->type_name("OFFSET");
  command.add_option("-c,--config", arguments.config, "The store's settings (YAML)");
  command
      .add_option(
          "--dates", arguments.dates,
          "How to read 03/11/2026: day-first, month-first, or auto (decided by the other dates)")
      ->capture_default_str();
  command
      .add_option("--encoding", arguments.encoding,
                  "auto, utf-8, utf-16le, utf-16be, windows-1252 (Excel's plain CSV)")
      ->capture_default_str();
  command
      .add_option(
          "--separator", arguments.separator,
          "Between the fields: comma, semicolon, tab, bar, or auto: as the first line shows")
      ->capture_default_str();
  command.add_flag("--strict", arguments.strict,
                   "Exit with code 3 if any line cannot be read (the others are still imported).\n"
                   "Without this option: only if no line can be read");
}
