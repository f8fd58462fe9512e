#pragma once
#include <string>

#include "command_tree.h"

/// The manual page (section 1, for man) of one command of the program and all below it, or, where
/// `command` is the program, the page that lists the commands.
std::string manual_page(const CommandText& program, const CommandText& command);
