#include "commands.h"
#include "mien/error.h"

namespace {

struct LaterCommand {
  const char* name;
  const char* summary;
};

constexpr LaterCommand kLater[] = {
    {"serve", "Live: cameras in, dashboard and API out (not in this version)"},
};

}  // namespace

void add_later_commands(CLI::App& app, AppContext&) {
  for (const LaterCommand& later : kLater) {
    auto* command = app.add_subcommand(later.name, later.summary);
    command->allow_extras();
    command->footer(std::string("Example: mien run aisle.mp4 -o out (what this version has instead of ") +
                    later.name + ")");
    command->callback([name = std::string(later.name)] {
      throw mien::Error(mien::ErrorKind::usage, name, "this command is not part of this version",
                        "see CHANGELOG.md for what is; 'mien run' analyses files and folders");
    });
  }
}
