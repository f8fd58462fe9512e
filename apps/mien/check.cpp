#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/check_file.h"
#include "audience/store.h"
#include "base/text.h"
#include "commands.h"
#include "database/migrations.h"
#include "read_database.h"

namespace {

namespace fs = std::filesystem;
using namespace mien::audience;

constexpr int kUnsound = 1;

struct CheckArguments {
  std::string database;
  bool clock_is_right = false;
};

void print(const CheckArguments& arguments, const FileFindings& findings,
           const AppContext& context) {
  const bool sound = findings.problems.empty();
  if (context.json) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::object(), settings = rows;
    for (const auto& [table, count] : findings.rows) rows[table] = count;
    for (const auto& [name, value] : findings.settings) settings[name] = value;
    if (findings.believed) settings["believed_time"] = mien::rfc3339(*findings.believed);
    const nlohmann::ordered_json result{{"db", arguments.database},
                                        {"sound", sound},
                                        {"schema", findings.schema},
                                        {"newest_schema", mien::newest_schema()},
                                        {"problems", findings.problems},
                                        {"rows", rows},
                                        {"settings", settings},
                                        {"rows_ahead_of_the_clock", findings.ahead},
                                        {"clock_doubtful", findings.clock_doubtful}};
    fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  for (const std::string& problem : findings.problems)
    fmt::print(stderr, "mien: {}: {}\n", arguments.database, problem);
  if (context.quiet) return;
  fmt::print("{}: {}, schema {} of {}\n", arguments.database, sound ? "sound" : "damaged",
             findings.schema, mien::newest_schema());
  for (const auto& [table, rows] : findings.rows) fmt::print("  {:<16} {}\n", table, rows);
  if (findings.ahead > 0)
    fmt::print("  {} dated more than a day ahead of the clock\n",
               mien::counted(findings.ahead, "row is", "rows are"));
  if (findings.clock_doubtful)
    fmt::print(
        "  the clock was implausible when the database was last used: retention deletes nothing, "
        "and no new figure is published, until it is right\n");
  if (!sound) fmt::print("restore a backup, or move the file away and start with a new one\n");
}

void check(const CheckArguments& arguments, AppContext& context) {
  require_database(arguments.database);
  if (arguments.clock_is_right) Store(arguments.database).believe_clock(mien::wall_now());
  const FileFindings findings = read_database(
      arguments.database, [](const fs::path& file) { return check_file(file, mien::wall_now()); });
  print(arguments, findings, context);
  if (!findings.problems.empty()) context.exit_code = kUnsound;
}

}  // namespace

void add_check_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("check", "Checks whether mien.db is intact; changes nothing");
  const auto arguments = std::make_shared<CheckArguments>();
  command->add_option("--db", arguments->database, "The database")
      ->required()
      ->type_name("FILE.db");
  command->add_flag(
      "--clock-is-right", arguments->clock_is_right,
      "Confirm that this machine's clock is right although it is far from the times in the "
      "database: retention follows it again (the only change that this command makes)");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print only what is wrong");
  command->footer(
      "Exit codes: 0 intact; 1 damaged, or not a database of mien; 3 no such file.\n"
      "Example: mien check --db mien.db");
  command->callback([arguments, &context] { check(*arguments, context); });
}
