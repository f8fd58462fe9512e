#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "mien/config.h"
#include "mien/error.h"

#include "audience/audit_log.h"
#include "audience/store.h"
#include "base/output_guard.h"
#include "base/text.h"
#include "commands.h"
#include "environment.h"
#include "imports/ratings_csv.h"
#include "store_clock.h"

namespace {

namespace fs = std::filesystem;
using namespace mien::audience;
using namespace mien::imports;

constexpr int kBadLines = 3;
constexpr std::uintmax_t kMaxBytes = 512u << 20;
constexpr std::size_t kShownCauses = 20;

struct ImportArguments {
  std::string file, database, source = "csv", utc_offset, time_zone, config;
  std::string dates = "auto", encoding = "auto";
  int scale = 5;
  bool strict = false;
};

/// Who runs this, for the audit log.
std::string user_name() {
  const passwd* user = getpwuid(getuid());
  return user ? user->pw_name : fmt::format("user {}", getuid());
}

std::string read_file(const fs::path& file) {
  const auto refuse = [&](const std::string& what, const char* remedy) {
    throw mien::Error(mien::ErrorKind::input, file.string(), what, remedy);
  };
  std::error_code error;
  if (!fs::exists(file, error)) refuse("does not exist", "check the path");
  if (fs::is_directory(file, error)) refuse("is a folder", "name the file with the ratings");
  if (fs::is_regular_file(file, error) && fs::file_size(file, error) > kMaxBytes)
    refuse("is larger than 512 MB", "split it; each part needs the first line");
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) refuse("cannot be read", "check its permissions");
  return text;
}

RatingsCsvOptions csv_options(const ImportArguments& arguments) {
  RatingsCsvOptions options{
      .file = arguments.file, .source = arguments.source, .scale = arguments.scale};
  options.dates = arguments.dates;
  options.encoding = arguments.encoding;
  std::string zone = arguments.time_zone;
  if (zone.empty() && !arguments.config.empty())
    zone = mien::load_config(arguments.config, environment_map()).audience.time_zone;
  options.clock = store_clock(zone);
  if (arguments.utc_offset.empty()) return options;
  options.utc_offset = mien::parse_offset(arguments.utc_offset);
  if (!options.utc_offset)
    throw mien::Error(mien::ErrorKind::usage, "--utc-offset",
                      "'" + arguments.utc_offset + "' is not a UTC offset", "write it as +01:00");
  return options;
}

std::map<std::string, std::int64_t> count_by_content(const std::vector<Rating>& ratings) {
  std::map<std::string, std::int64_t> counts;
  for (const Rating& rating : ratings) ++counts[rating.content];
  return counts;
}

void print_json(const ImportArguments& arguments, const RatingsCsv& csv,
                const RatingsAdded& stored) {
  nlohmann::json bad = nlohmann::json::array(), causes = nlohmann::json::array();
  for (const mien::BadLine& line : csv.bad)
    bad.push_back({{"line", line.line}, {"reason", line.reason}});
  for (const mien::BadLines& lines : by_cause(csv.bad, false))
    causes.push_back({{"lines", lines.count},
                      {"first", lines.first},
                      {"reason", lines.reason},
                      {"remedy", lines.remedy}});
  const nlohmann::json result{{"file", arguments.file},
                              {"db", arguments.database},
                              {"ratings", csv.ratings.size()},
                              {"imported", stored.added},
                              {"duplicates", stored.duplicates},
                              {"contents", count_by_content(csv.ratings)},
                              {"bad_lines", bad},
                              {"bad_causes", causes},
                              {"local_times", csv.local_times},
                              {"ignored_columns", csv.ignored_columns}};
  fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_words(const ImportArguments& arguments, const RatingsCsv& csv,
                 const RatingsAdded& stored) {
  fmt::print("{}: {} imported into {}", arguments.file, mien::counted(stored.added, "rating"),
             arguments.database);
  if (stored.duplicates > 0) fmt::print(", {} already there", stored.duplicates);
  if (!csv.bad.empty()) fmt::print(", {} could not be read", mien::counted(csv.bad.size(), "line"));
  fmt::print("\n");
  if (csv.local_times > 0 && arguments.utc_offset.empty())
    fmt::print("{} without a time zone: taken as {} (change it with --time-zone or --utc-offset)\n",
               mien::counted(csv.local_times, "time"),
               arguments.time_zone.empty() && arguments.config.empty() ? "this machine's clock"
                                                                       : "the store's clock");
  for (const std::string& column : csv.ignored_columns)
    fmt::print("column '{}' was not read\n", column);
}

// Equal causes are one line, however many lines of the file they concern.
void report_bad_lines(const ImportArguments& arguments, const std::vector<mien::BadLine>& bad) {
  const std::vector<mien::BadLines> causes = by_cause(bad, false);
  for (std::size_t i = 0; i < std::min(causes.size(), kShownCauses); ++i) {
    const mien::BadLines& lines = causes[i];
    const std::string remedy = lines.remedy.empty() ? "" : " (" + lines.remedy + ")";
    if (lines.count == 1)
      fmt::print(stderr, "mien: {}:{}: {}{}\n", arguments.file, lines.first, lines.reason, remedy);
    else
      fmt::print(stderr, "mien: {}: {}\n", arguments.file, in_words(lines));
  }
  if (causes.size() > kShownCauses)
    fmt::print(stderr, "mien: {}: and {} (--json lists them all)\n", arguments.file,
               mien::counted(causes.size() - kShownCauses, "more cause"));
}

void import(const ImportArguments& arguments, AppContext& context) {
  const RatingsCsvOptions options = csv_options(arguments);
  mien::refuse_overwriting(std::vector<fs::path>{arguments.file},
                           std::vector<fs::path>{arguments.database});
  RatingsCsv csv = read_ratings_csv(read_file(arguments.file), options);
  RatingsAdded stored;
  if (!csv.ratings.empty() || csv.bad.empty()) {
    Store store(arguments.database);
    leave_out_untimely(csv, mien::wall_now(), store.retention_days());
    AuditLog(arguments.database)
        .add({mien::wall_now(), user_name() + " at the command line", "ratings imported",
              fmt::format("{}: {}", fs::path(arguments.file).filename().string(),
                          mien::counted(csv.ratings.size(), "rating"))});
    stored = store.add_ratings(csv.ratings, OnConflict::leave_out);
    for (const std::size_t place : stored.conflicts) note_conflict(csv, place);
  }
  report_bad_lines(arguments, csv.bad);
  if (context.json)
    print_json(arguments, csv, stored);
  else if (!context.quiet)
    print_words(arguments, csv, stored);
  const bool none = stored.added == 0 && stored.duplicates == 0;
  if (!csv.bad.empty() && (none || arguments.strict)) context.exit_code = kBadLines;
}

void add_import_command(CLI::App& ratings, AppContext& context) {
  auto* command = ratings.add_subcommand("import", "Imports ratings from a CSV file into mien.db");
  const auto arguments = std::make_shared<ImportArguments>();
  command
      ->add_option("file", arguments->file,
                   "Columns content, time, rating and, where they exist, camera, scale, id")
      ->required()
      ->type_name("FILE.csv");
  command->add_option("--db", arguments->database, "The database; created if it does not exist")
      ->required()
      ->type_name("FILE.db");
  command->add_option("--scale", arguments->scale, "Highest answer of the scale; the lowest is 1")
      ->capture_default_str();
  command
      ->add_option("--time-zone", arguments->time_zone,
                   "Time zone of times that name none, such as Europe/Berlin "
                   "(default:\naudience.time_zone of --config, else this machine's)")
      ->type_name("NAME");
  command
      ->add_option("--utc-offset", arguments->utc_offset, "The same as an offset, such as +01:00")
      ->type_name("OFFSET");
  command->add_option("-c,--config", arguments->config, "The store's settings (YAML)");
  command
      ->add_option(
          "--dates", arguments->dates,
          "How to read 03/11/2026: day-first, month-first, or auto (decided by the other dates)")
      ->capture_default_str();
  command
      ->add_option("--encoding", arguments->encoding,
                   "auto, utf-8, utf-16le, utf-16be, windows-1252 (Excel's plain CSV)")
      ->capture_default_str();
  command
      ->add_option("--source", arguments->source,
                   "Name of the till or survey; an id identifies one rating of a source")
      ->capture_default_str();
  command->add_flag("--strict", arguments->strict,
                    "Exit code 3 if any line could not be read (the others are imported);\nwithout "
                    "it only if none could");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print only the lines that could not be read");
  command->footer(
      "Times: RFC 3339 (2026-11-03T09:15:00+01:00), spreadsheet formats (3.11.2026 09:15,\n"
      "11/3/2026 9:15 AM), or seconds since 1970. Fields are separated by comma, semicolon, tab or "
      "bar.\n"
      "Importing a file again adds nothing. Columns about the person who rated are not read.\n"
      "Example: mien ratings import november.csv --db mien.db");
  command->callback([arguments, &context] { import(*arguments, context); });
}

}  // namespace

void add_ratings_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("ratings", "Customers' ratings of contents");
  command->require_subcommand(1);
  command->footer("Example: mien ratings import november.csv --db mien.db");
  add_import_command(*command, context);
  add_ratings_undo_command(*command, context);
}
