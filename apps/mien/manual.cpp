/// \file `mien completion` and `mien manual`: what the commands say of themselves, for shells and
/// for man.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "mien/error.h"

#include "command_tree.h"
#include "commands.h"
#include "completions.h"
#include "manual_page.h"
#include "outputs.h"

namespace {

namespace fs = std::filesystem;

void write_described(const fs::path& file, const std::string& text) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  write_whole(file, text);  // says why, where there is no folder
}

/// Where packages put them, below a prefix's share.
void write_all(const CommandText& program, const fs::path& folder) {
  write_described(folder / "man/man1/mien.1", manual_page(program, program));
  for (const CommandText& command : program.commands)
    write_described(folder / fmt::format("man/man1/mien-{}.1", command.name),
                    manual_page(program, command));
  write_described(folder / "bash-completion/completions/mien", bash_completion(program));
  write_described(folder / "zsh/vendor-completions/_mien", zsh_completion(program));
  write_described(folder / "fish/vendor_completions.d/mien.fish", fish_completion(program));
}

void print_page(const CommandText& program, const std::string& name) {
  if (name.empty()) return fmt::print("{}", manual_page(program, program));
  for (const CommandText& command : program.commands)
    if (command.name == name) return fmt::print("{}", manual_page(program, command));
  throw mien::Error(mien::ErrorKind::usage, "manual",
                    fmt::format("no command is called '{}'", name), "`mien --help` lists them");
}

}  // namespace

void add_completion_command(CLI::App& app, AppContext&) {
  auto* command = app.add_subcommand(
      "completion", "Prints a script that lets a shell complete mien's commands and options");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Example: source <(mien completion bash)\n"
      "         mien completion fish > ~/.config/fish/completions/mien.fish");
  command->callback([&app, shell] {
    const CommandText program = command_tree(app);
    fmt::print("{}", *shell == "bash"  ? bash_completion(program)
                     : *shell == "zsh" ? zsh_completion(program)
                                       : fish_completion(program));
  });
}

void add_manual_command(CLI::App& app, AppContext&) {
  auto* command = app.add_subcommand("manual", "Prints the manual page of a command, for man");
  const auto name = std::make_shared<std::string>(), folder = std::make_shared<std::string>();
  command->add_option("COMMAND", *name, "The command (default: the page that lists all commands)");
  command->add_option("-o,--out,--output", *folder,
                      "Write all pages and the completions of all shells below this folder, in the "
                      "layout of /usr/share");
  command->footer("Example: mien manual run | man -l -");
  command->callback([&app, name, folder] {
    const CommandText program = command_tree(app);
    folder->empty() ? print_page(program, *name) : write_all(program, *folder);
  });
}
