#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/format.h>

#include "mien/config.h"
#include "mien/error.h"

#include "audience/audit_log.h"
#include "audience/store.h"
#include "base/output_guard.h"
#include "base/text.h"
#include "commands.h"
#include "environment.h"
#include "import_table.h"
#include "imports/ratings_csv.h"

namespace {

namespace fs = std::filesystem;
using namespace mien::audience;
using namespace mien::imports;

constexpr int kBadLines = 3;

struct ImportArguments : TableArguments {
  std::string source = "csv";
  int scale = 5;
};

RatingsCsvOptions csv_options(const ImportArguments& arguments, const TableSettings& settings) {
  RatingsCsvOptions options{
      .file = arguments.file, .source = arguments.source, .scale = arguments.scale};
  options.dates = arguments.dates;
  options.encoding = arguments.encoding;
  options.separator = arguments.separator;
  options.clock = settings.clock();
  options.contents = settings.contents();
  options.utc_offset = settings.utc_offset();
  options.most_lines = 0;  // the user's own memory
  return options;
}

/// What became of a table.
struct Imported {
  RatingsAdded stored;
  std::vector<std::string> unseen;  ///< its contents that no stay is of
};

std::map<std::string, std::int64_t> count_by_content(const std::vector<Rating>& ratings) {
  std::map<std::string, std::int64_t> counts;
  for (const Rating& rating : ratings) ++counts[rating.content];
  return counts;
}

void print_json(const ImportArguments& arguments, const RatingsCsv& csv, const Imported& done) {
  const nlohmann::json result{{"file", arguments.file},
                              {"db", arguments.database},
                              {"ratings", csv.ratings.size()},
                              {"imported", done.stored.added},
                              {"duplicates", done.stored.duplicates},
                              {"contents", count_by_content(csv.ratings)},
                              {"contents_without_stays", done.unseen},
                              {"bad_lines", json_of(csv.bad)},
                              {"bad_causes", json_of(by_cause(csv.bad, false))},
                              {"local_times", csv.times.local},
                              {"repeated_times", csv.times.repeated},
                              {"ignored_columns", csv.ignored_columns}};
  fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_words(const ImportArguments& arguments, const TableSettings& settings,
                 const RatingsCsv& csv, const Imported& done) {
  const RatingsAdded& stored = done.stored;
  fmt::print("{}: {} imported into {}", arguments.file, mien::counted(stored.added, "rating"),
             arguments.database);
  if (stored.duplicates > 0) fmt::print(", {} already there", stored.duplicates);
  if (!csv.bad.empty()) fmt::print(", {} could not be read", mien::counted(csv.bad.size(), "line"));
  fmt::print("\n");
  settings.print_times(csv.times, "time");
  for (const std::string& content : done.unseen)
    fmt::print(
        "'{}' has no stay in {}: its ratings are compared with no expressions. Check the name; "
        "with "
        "--config the table may use titles\n",
        content, arguments.database);
  for (const std::string& column : csv.ignored_columns)
    fmt::print("column '{}' was not read\n", column);
}

void import(const ImportArguments& arguments, AppContext& context) {
  const TableSettings settings(arguments);
  const RatingsCsvOptions options = csv_options(arguments, settings);
  mien::refuse_overwriting(std::vector<fs::path>{arguments.file},
                           std::vector<fs::path>{arguments.database});
  RatingsCsv csv = read_ratings_csv(table_file(arguments.file), options);
  Imported done;
  RatingsAdded& stored = done.stored;
  if (!csv.ratings.empty() || csv.bad.empty()) {
    Store store(arguments.database, settings.store());
    // Before the import, whose times say nothing of the clock.
    const auto now = store.mind_clock(mien::wall_now()).believed;
    leave_out_untimely(csv, mien::wall_now(), store.retention_days());
    AuditLog(arguments.database)
        .add({mien::wall_now(), user_name() + " at the command line", "ratings imported",
              fmt::format("{}: {}", fs::path(arguments.file).filename().string(),
                          mien::counted(csv.ratings.size(), "rating"))});
    stored = store.add_ratings(csv.ratings, OnConflict::leave_out);
    store.decide(now);
    std::set<std::string> contents;
    for (const Rating& rating : csv.ratings) contents.insert(rating.content);
    done.unseen = store.without_stays(contents);
    for (const std::size_t place : stored.conflicts) note_conflict(csv, place);
  }
  report_bad_lines(arguments.file, csv.bad);
  if (context.json)
    print_json(arguments, csv, done);
  else if (!context.quiet)
    print_words(arguments, settings, csv, done);
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
  command->add_option("--scale", arguments->scale, "Highest answer of the scale; the lowest is 1")
      ->capture_default_str();
  add_table_options(*command, *arguments);
  command
      ->add_option("--source", arguments->source,
                   "Name of the till or survey; an id identifies one rating of a source")
      ->capture_default_str();
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
  auto* command = app.add_subcommand("ratings", "Imports customers' ratings, or takes them back");
  command->require_subcommand(1);
  command->footer("Example: mien ratings import november.csv --db mien.db");
  add_import_command(*command, context);
  add_ratings_undo_command(*command, context);
}
