/// mien: arguments to config, nothing else. One file per command.

#include "commands.h"
#include "program.h"

int main(int argc, char** argv) { return run_program(kCommands, argc, argv); }
