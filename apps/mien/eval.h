#pragma once
#include <CLI/CLI.hpp>

#include "context.h"

/// `mien eval detect`, `mien eval emotion` and `mien eval track`.
void add_eval_command(CLI::App& app, AppContext& context);

/// `emotion`, below `eval` (eval_emotion.cpp).
void add_eval_emotion_command(CLI::App& eval, AppContext& context);

/// `track`, below `eval` (eval_track.cpp).
void add_eval_track_command(CLI::App& eval, AppContext& context);
