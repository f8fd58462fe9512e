#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store.h"
#include "base/migrations.h"
#include "base/sqlite_database.h"
#include "commands.h"

namespace {

namespace fs = std::filesystem;
using mien::Database;
using mien::audience::WallTime;

constexpr int kUnsound = 1;

struct CheckArguments {
  std::string database;
  bool clock_is_right = false;
};

/// What was found; `problems` is empty where all is well.
struct Findings {
  std::int64_t schema = 0;
  std::vector<std::string> problems;
  nlohmann::ordered_json rows = nlohmann::ordered_json::object();
  nlohmann::ordered_json settings = nlohmann::ordered_json::object();
  std::int64_t ahead = 0;
  bool clock_doubtful = false;
};

void check_pages(Database& database, Findings& findings) {
  mien::Statement pages = database.prepare("PRAGMA integrity_check(20)");
  pages.start();
  while (pages.next())
    if (pages.text(0) != "ok") findings.problems.push_back(pages.text(0));
  mien::Statement links = database.prepare("PRAGMA foreign_key_check");
  links.start();
  while (links.next())
    findings.problems.push_back("a row of " + links.text(0) + " belongs to none of " + links.text(2));
}

bool has_table(Database& database, const std::string& name) {
  return database.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '" +
                          name + "'") > 0;
}

// Sums are kept by triggers: they must be what the stays add up to.
void check_sums(Database& database, Findings& findings) {
  if (!has_table(database, "exposure_sums")) return;
  const std::int64_t stays = database.integer("SELECT count(*) FROM exposures");
  for (int span = 0; span < 3; ++span) {
    const std::int64_t summed = database.integer(fmt::format(
        "SELECT ifnull(sum(exposures), 0) FROM exposure_sums WHERE span = {}", span));
    if (summed != stays)
      findings.problems.push_back(
          fmt::format("the sums count {} stays, there are {}", summed, stays));
  }
}

void count_rows(Database& database, Findings& findings) {
  const std::int64_t ahead =
      mien::audience::since_1970_ms(mien::audience::wall_now() + std::chrono::days(1));
  for (const auto& [table, time] :
       {std::pair{"exposures", "end_ms"}, {"open_exposures", "end_ms"}, {"ratings", "time_ms"},
        {"audit", "time_ms"}, {"runs", ""}, {"tracks", ""}}) {
    if (!has_table(database, table)) continue;
    findings.rows[table] = database.integer(fmt::format("SELECT count(*) FROM {}", table));
    if (*time)
      findings.ahead += database.integer(
          fmt::format("SELECT count(*) FROM {} WHERE {} > {}", table, time, ahead));
  }
  if (!has_table(database, "settings")) return;
  mien::Statement settings = database.prepare("SELECT name, value FROM settings ORDER BY name");
  settings.start();
  while (settings.next()) {
    if (settings.text(0).starts_with("doubt")) findings.clock_doubtful = true;
    else if (settings.text(0) == "believed_ms")
      findings.settings["believed_time"] =
          mien::audience::rfc3339(WallTime(std::chrono::milliseconds(settings.integer(1))));
    else
      findings.settings[settings.text(0)] = settings.integer(1);
  }
}

Findings look(const std::string& file) {
  Findings findings;
  Database database(file, Database::Access::read);
  findings.schema = mien::check_ours(database);
  check_pages(database, findings);
  if (!findings.problems.empty()) return findings;
  check_sums(database, findings);
  count_rows(database, findings);
  return findings;
}

void print(const CheckArguments& arguments, const Findings& findings, const AppContext& context) {
  const bool sound = findings.problems.empty();
  if (context.json) {
    const nlohmann::ordered_json result{{"db", arguments.database},
                                        {"sound", sound},
                                        {"schema", findings.schema},
                                        {"newest_schema", mien::newest_schema()},
                                        {"problems", findings.problems},
                                        {"rows", findings.rows},
                                        {"settings", findings.settings},
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
  for (const auto& [table, rows] : findings.rows.items())
    fmt::print("  {:<16} {}\n", table, rows.get<std::int64_t>());
  if (findings.ahead > 0)
    fmt::print("  {} rows are dated more than a day ahead of the clock\n", findings.ahead);
  if (findings.clock_doubtful)
    fmt::print("  the clock was not believed when it was last used: nothing is deleted by it\n");
  if (!sound) fmt::print("restore a copy (mien backup), or move the file away and begin anew\n");
}

void check(const CheckArguments& arguments, AppContext& context) {
  std::error_code ignored;
  if (!fs::is_regular_file(arguments.database, ignored))
    throw mien::Error(mien::ErrorKind::input, arguments.database, "is no database",
                      "check the path");
  if (arguments.clock_is_right)
    mien::audience::Store(arguments.database).believe_clock(mien::audience::wall_now());
  Findings findings;
  try {
    findings = look(arguments.database);
  } catch (const mien::DatabaseError& error) {
    if (error.fault() != mien::DatabaseFault::damaged) throw;
    findings.problems.push_back(error.reason());
  }
  print(arguments, findings, context);
  if (!findings.problems.empty()) context.exit_code = kUnsound;
}

}  // namespace

void add_check_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("check", "Is mien.db sound? Changes nothing");
  const auto arguments = std::make_shared<CheckArguments>();
  command->add_option("--db", arguments->database, "The database")->required()->type_name("FILE.db");
  command->add_flag("--clock-is-right", arguments->clock_is_right,
                    "This machine's time is right, however far it is from what the database knows: "
                    "retention goes by it again (changes that, and nothing else)");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Say nothing but what is wrong");
  command->footer(
      "Exit codes: 0 sound; 1 damaged, or not mien's; 3 there is no such file.\n"
      "Example: mien check --db mien.db");
  command->callback([arguments, &context] { check(*arguments, context); });
}
