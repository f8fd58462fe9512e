#pragma once
#include <CLI/CLI.hpp>

#include "context.h"

/// `mien models list | pull | add | remove | verify`.
void add_models_command(CLI::App& app, AppContext& context);
