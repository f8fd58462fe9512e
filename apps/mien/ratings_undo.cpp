#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "mien/error.h"

#include "audience/audit_log.h"
#include "audience/store.h"
#include "base/text.h"
#include "commands.h"
#include "database_clock.h"
#include "read_database.h"
#include "stays/timely.h"

namespace {

using namespace mien::audience;

struct UndoArguments {
  std::string database, from, to;
  RatingFilter filter;
  bool dry_run = false;
};

mien::WallTime time_of(const char* option, const std::string& text) {
  const mien::ParsedTime parsed = mien::parse_time(text);
  if (!parsed.time)
    throw mien::Error(mien::ErrorKind::usage, option, parsed.problem,
                      "write it as 2026-11-03T09:15:00+01:00");
  return *parsed.time;
}

std::string caller() {
  const passwd* user = getpwuid(getuid());
  return fmt::format("{} at the command line", user ? user->pw_name : std::to_string(getuid()));
}

void undo(UndoArguments arguments, const AppContext& context) {
  if (!arguments.from.empty()) arguments.filter.from = time_of("--from", arguments.from);
  if (!arguments.to.empty()) arguments.filter.to = time_of("--to", arguments.to);
  if (const auto why = why_no_range(arguments.filter.from, arguments.filter.to, mien::wall_now()))
    throw mien::Error(mien::ErrorKind::usage, "--from, --to", *why, "check the dates");
  const std::string words = words_of(arguments.filter);
  if (words.empty())
    throw mien::Error(mien::ErrorKind::usage, "ratings undo",
                      "does not say which ratings to take back",
                      "name a token, a camera, a content, a source, or a time (--from, --to)");
  require_database(arguments.database);
  Store store(arguments.database, on_its_clock(arguments.database));
  std::int64_t count = store.count_ratings(arguments.filter);
  if (!arguments.dry_run) {
    AuditLog audit(arguments.database);
    audit.add({mien::wall_now(), caller(), "ratings taken back", words});
    count = store.undo_ratings(arguments.filter);
    audit.add({mien::wall_now(), caller(), "ratings taken back",
               fmt::format("{}: {}", words, mien::counted(count, "rating"))});
  }
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{"db", arguments.database},
                                      {arguments.dry_run ? "would_undo" : "undone", count}}
                           .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  else if (!context.quiet)
    fmt::print("{}: {} {}taken back ({})\n", arguments.database, mien::counted(count, "rating"),
               arguments.dry_run ? "would be " : "", words);
}

}  // namespace

void add_ratings_undo_command(CLI::App& ratings, AppContext& context) {
  auto* command =
      ratings.add_subcommand("undo", "Takes ratings back: they no longer count in any figure");
  const auto arguments = std::make_shared<UndoArguments>();
  command->add_option("--db", arguments->database, "The database")
      ->required()
      ->type_name("FILE.db");
  command->add_option("--token", arguments->filter.token,
                      "Ratings that came with the token of this name");
  command->add_option("--camera", arguments->filter.camera, "Ratings from this kiosk");
  command->add_option("--content", arguments->filter.content, "Ratings of this content");
  command->add_option("--source", arguments->filter.source,
                      "Ratings of this source: api, or the source of an import");
  command->add_option("--from", arguments->from, "Ratings from this time on")->type_name("TIME");
  command->add_option("--to", arguments->to, "Ratings before this time")->type_name("TIME");
  command->add_flag("--dry-run", arguments->dry_run, "Only count them");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print nothing");
  command->footer(
      "A rating must match every option that is given. The audit log records who took them back.\n"
      "Example: mien ratings undo --db mien.db --token kiosk-door --from 2026-11-03T09:00:00Z");
  command->callback([arguments, &context] { undo(*arguments, context); });
}
