#pragma once
#include <CLI/CLI.hpp>

#include "context.h"

/// `mien eval detect` and `mien eval emotion`.
void add_eval_command(CLI::App& app, AppContext& context);

/// `emotion`, below `eval` (eval_emotion.cpp).
void add_eval_emotion_command(CLI::App& eval, AppContext& context);
