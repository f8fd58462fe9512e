#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include <fmt/format.h>

#include "mien/error.h"

#include "commands.h"
#include "database/sqlite_backup.h"
#include "read_database.h"

namespace {

namespace fs = std::filesystem;

struct BackupArguments {
  std::string database, copy;
};

void check(const BackupArguments& arguments) {
  require_database(arguments.database);
  std::error_code ignored;
  if (!fs::exists(arguments.copy, ignored)) return;
  if (fs::equivalent(arguments.database, arguments.copy, ignored))
    throw mien::Error(mien::ErrorKind::usage, "-o", "is the database itself", "name another file");
  if (!fs::is_regular_file(arguments.copy, ignored))
    throw mien::Error(mien::ErrorKind::usage, "-o", arguments.copy + " is not a file",
                      "give the file name of the copy");
}

void back_up(const BackupArguments& arguments, const AppContext& context) {
  check(arguments);
  const std::int64_t schema = read_database(arguments.database, [&](const fs::path& file) {
    return mien::back_up_file(file, arguments.copy);
  });
  const auto bytes = fs::file_size(arguments.copy);
  if (context.json) {
    const nlohmann::json result{
        {"db", arguments.database}, {"copy", arguments.copy}, {"schema", schema}, {"bytes", bytes}};
    fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (!context.quiet) {
    fmt::print("{}: a copy of {}, {} KB, checked\n", arguments.copy, arguments.database,
               (bytes + 1023) / 1024);
  }
}

}  // namespace

void add_backup_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand(
      "backup", "Makes a consistent copy of mien.db, also while a server uses it");
  const auto arguments = std::make_shared<BackupArguments>();
  command->add_option("--db", arguments->database, "The database")
      ->required()
      ->type_name("FILE.db");
  command
      ->add_option("-o,--out", arguments->copy,
                   "The copy; an older one is replaced when the new one has passed its check")
      ->required()
      ->type_name("COPY.db");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print nothing");
  command->footer(
      "The server keeps running. To restore: stop it, put the copy in the place of the database\n"
      "(and delete mien.db-wal and mien.db-shm beside it), start it.\n"
      "Retention does not reach into copies: delete them when their time is over.\n"
      "Example: mien backup --db mien.db -o monday.db");
  command->callback([arguments, &context] { back_up(*arguments, context); });
}
