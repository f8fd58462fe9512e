/// \file Arguments to a command, errors to exit codes.

#include "program.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/text.h"
#include "exit_code.h"
#include "interrupt.h"
#include "paths.h"

namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 done; 1 a result could not be written, or an internal error; 2 wrong usage or "
    "configuration;\n"
    "3 an input could not be read (the others are finished); 4 a model is missing or does not "
    "match\n"
    "its hash; 130 interrupted, results kept.";

/// A command's help is of its own options; these hold for each.
void print_shared_options(const CLI::App& app) {
  std::string names;
  for (const CLI::Option* option : app.get_options())
    if (!option->get_envname().empty())
      names += fmt::format("{}{}", names.empty() ? "" : ", ", option->get_name());
  fmt::print("\nOptions of every command: {} (mien --help)\n", names);
}

/// The command that was asked for and does not exist; none where something else is wrong.
std::optional<std::string> unknown_command(const CLI::App& app) {
  const CLI::App* above = &app;
  while (!above->get_subcommands().empty()) above = above->get_subcommands().front();
  std::vector<std::string> known;
  for (const CLI::App* command : above->get_subcommands({}))
    if (!command->get_group().empty()) known.push_back(command->get_name());  // else not shown
  if (known.empty()) return std::nullopt;  // an option is missing
  for (const std::string& word : app.remaining(true)) {
    if (word.starts_with('-')) continue;
    const std::string words = above == &app ? word : above->get_name() + " " + word;
    return fmt::format("unknown command '{}' ({})", words, mien::did_you_mean(word, known));
  }
  return std::nullopt;
}

int parse_failure(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help, --version
    const int code = app.exit(error);
    if (dynamic_cast<const CLI::CallForHelp*>(&error) && !app.get_subcommands().empty())
      print_shared_options(app);
    return code;
  }
  std::optional<std::string> unknown;
  if (dynamic_cast<const CLI::RequiredError*>(&error)) unknown = unknown_command(app);
  std::fprintf(stderr, "mien: %s\nRun with --help for usage.\n",
               unknown ? unknown->c_str() : error.what());
  return 2;
}

}  // namespace

int run_program(std::span<const AddCommand> commands, int argc, char** argv) try {
  AppContext context;
  context.interrupted = catch_interrupts();
  CLI::App app("mien: faces, expressions and answers from in-store video, on ordinary CPUs.");
  app.name("mien");
  app.set_version_flag("--version", std::string("mien ") + mien::kVersion);
  app.require_subcommand(1);
  app.footer(kExitCodes);
  std::string models;
  app.add_option("--models", models, "Folder of the model cache")->envname("MIEN_MODELS_DIR");
  std::string own;
  app.add_option("--own-models", own,
                 "Folder of your own models (default: mien/models of XDG's data folder)")
      ->envname("MIEN_OWN_MODELS");
  bool offline = false;
  app.add_flag("--offline", offline,
               "Download nothing: a missing model is an error that says how to get it")
      ->envname("MIEN_OFFLINE");
  app.parse_complete_callback([&] { context.models = model_paths(models, own, offline); });
  for (const AddCommand add : commands) add(app, context);
  for (CLI::App* command : app.get_subcommands({})) {  // the program's options may come last
    command->fallthrough();
    for (CLI::App* below : command->get_subcommands({})) below->fallthrough();
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parse_failure(app, error);
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout))
    throw mien::Error(mien::ErrorKind::output, "standard output", "cannot be written");
  return context.exit_code;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "mien: %s\n", error.what());
  return exit_code_of(error.kind());
} catch (const std::exception& error) {
  std::fprintf(stderr, "mien: unexpected: %s\n", error.what());
  return 1;
}
