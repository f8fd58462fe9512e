#pragma once
/// \file What every `main` of the program is: a table of commands.

#include <span>

#include "context.h"

namespace CLI {
class App;
}

using AddCommand = void (*)(CLI::App&, AppContext&);

/// Parses the command line, runs the command that it names, and returns the exit code. Writes
/// errors on stderr.
int run_program(std::span<const AddCommand> commands, int argc, char** argv);
