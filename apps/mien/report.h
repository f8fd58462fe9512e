#pragma once
#include <CLI/CLI.hpp>

#include "context.h"

/// `mien report DIR... -o report.html`
void add_report_command(CLI::App& app, AppContext& context);
