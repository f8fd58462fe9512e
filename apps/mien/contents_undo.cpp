#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/audit_log.h"
#include "audience/store.h"
#include "audience/told.h"
#include "base/text.h"
#include "commands.h"
#include "database_clock.h"
#include "environment.h"
#include "read_database.h"

namespace {

using namespace mien::audience;

void undo(const std::string& database, const std::string& source, const AppContext& context) {
  require_database(database);
  Store store(database, on_its_clock(database));
  AuditLog(database).add({mien::wall_now(), user_name() + " at the command line",
                          "play log taken back", "source " + source});
  const PlaysAdded undone = store.undo_shown(source);
  tell_player_clock(database, source, "");
  if (context.json)
    fmt::print(
        "{}\n",
        nlohmann::json{{"db", database}, {"undone", undone.known}, {"stays_placed", undone.placed}}
            .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  else if (!context.quiet)
    fmt::print("{}: {} taken back, {} assigned anew\n", database,
               mien::counted(undone.known, "line"), mien::counted(undone.placed, "stay"));
}

}  // namespace

void add_contents_undo_command(CLI::App& contents, AppContext& context) {
  auto* command = contents.add_subcommand(
      "undo", "Takes a log back: stays get the content that the configuration names");
  const auto database = std::make_shared<std::string>();
  const auto source = std::make_shared<std::string>("play log");
  command->add_option("--db", *database, "The database")->required()->type_name("FILE.db");
  command->add_option("--source", *source, "Name of the log, as given to import")
      ->capture_default_str();
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print nothing");
  command->footer("Example: mien contents undo --db mien.db --source november");
  command->callback([database, source, &context] { undo(*database, *source, context); });
}
