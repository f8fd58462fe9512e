#pragma once
#include <string>

#include "command_tree.h"

/// Scripts that complete commands, options and their choices, elsewhere names of files.
std::string bash_completion(const CommandText& program);
std::string zsh_completion(const CommandText& program);
std::string fish_completion(const CommandText& program);
