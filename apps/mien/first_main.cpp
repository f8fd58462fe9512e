/// \file The commands that a first report needs, as a program that is built before the others
/// (`quickstart`): the same code, without the rooms of serve and bench behind it.

#include "commands.h"
#include "program.h"

int main(int argc, char** argv) {
  constexpr AddCommand kFirst[] = {add_run_command, add_models_command};
  return run_program(kFirst, argc, argv);
}
