#pragma once
/// \file Looking at a configuration before the server does.

#include <functional>
#include <string>

#include "mien/config.h"

#include "context.h"

/// As read_config_file, for a server: a file that says nothing is an error too.
mien::RunConfig read_server_config(const std::string& file, const mien::ModelStorePaths& models);

/// Prints what `file` says; where `current` names the file that runs, what a reload would change.
/// `choose` puts a profile's choices into each. Exit code 2 where the server would refuse it.
void check_config(const std::string& file, const std::string& current,
                  const std::function<void(mien::RunConfig&)>& choose, AppContext& context);
