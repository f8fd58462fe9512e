#pragma once
/// \file Every command, in the order of the help.

#include <CLI/CLI.hpp>

#include "context.h"
#include "eval.h"
#include "models.h"
#include "program.h"
#include "report.h"

/// Each adds its sub-command; the command runs when it was parsed, and throws mien::Error.
void add_run_command(CLI::App& app, AppContext& context);
void add_doctor_command(CLI::App& app, AppContext& context);
void add_bench_command(CLI::App& app, AppContext& context);
void add_tune_command(CLI::App& app, AppContext& context);
void add_profile_command(CLI::App& app, AppContext& context);
void add_density_command(CLI::App& app, AppContext& context);
/// Hidden: what bench, tune and density start.
void add_measure_command(CLI::App& app, AppContext& context);
void add_ratings_command(CLI::App& app, AppContext& context);
/// Within `ratings`.
void add_ratings_undo_command(CLI::App& ratings, AppContext& context);
void add_contents_undo_command(CLI::App& contents, AppContext& context);
void add_contents_command(CLI::App& app, AppContext& context);
void add_backup_command(CLI::App& app, AppContext& context);
void add_check_command(CLI::App& app, AppContext& context);
void add_notice_command(CLI::App& app, AppContext& context);
void add_instructions_command(CLI::App& app, AppContext& context);
void add_serve_command(CLI::App& app, AppContext& context);
void add_token_command(CLI::App& app, AppContext& context);
void add_completion_command(CLI::App& app, AppContext& context);
void add_manual_command(CLI::App& app, AppContext& context);
void add_hub_command(CLI::App& app, AppContext& context);
void add_fleet_command(CLI::App& app, AppContext& context);

inline constexpr AddCommand kCommands[] = {
    add_run_command,        add_serve_command,   add_eval_command,         add_report_command,
    add_models_command,     add_doctor_command,  add_bench_command,        add_tune_command,
    add_profile_command,    add_density_command, add_measure_command,      add_ratings_command,
    add_contents_command,   add_notice_command,  add_instructions_command, add_backup_command,
    add_check_command,      add_token_command,   add_hub_command,          add_fleet_command,
    add_completion_command, add_manual_command,
};
