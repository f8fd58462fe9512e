#pragma once
/// \file Starting with a tuned profile.

#include <string>

#include "mien/config.h"

/// Puts best.yaml's choices into the configuration; what the command line says wins later. Where
/// the profile has variables for threading runtimes that are not set, sets them and starts the
/// program anew, once, before anything reads them: then it does not return. Throws Error(usage) as
/// `load_profile` and `apply_profile` do.
void take_profile(const std::string& file, bool force, mien::RunConfig& config);
