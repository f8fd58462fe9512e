#pragma once
/// \file What `mien run` is asked for on its command line.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/models.h"

#include "recorded/camera_recordings.h"

/// What the command line says; −1 or empty: not said.
struct RunArguments {
  std::vector<std::string> inputs;
  std::string config, out, detector, emotion, expressions, precision, approach, profile, demand,
      started_at, time_in_name;
  double detect_fps = -1, min_confidence = -1;
  int workers = -1, width = -1, upsample = -1;
  bool annotate = false, blur = false, force = false;
};

void add_run_options(CLI::App& command, RunArguments& arguments);

/// The configuration that they ask for: the file's, with what the command line says in its place.
/// `tell` hears which recordings there are; what the file holds in vain is said on stderr.
mien::RunConfig configured_run(const RunArguments& arguments, const mien::ModelStorePaths& models,
                               const mien::recorded::Teller& tell);
