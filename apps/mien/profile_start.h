#pragma once
/// \file Starting with a tuned profile.

#include <string>

#include "config/profile_file.h"

/// Puts a profile's choices into the configuration; what the command line says wins later. Where
/// the profile has variables for threading runtimes that are not set, sets them and starts the
/// program anew, once, before anything reads them: then it does not return. Throws Error(usage) as
/// `apply_profile` does.
void take_profile(const mien::config::Profile& profile, bool force, mien::RunConfig& config);
