#pragma once
/// \file The configuration's file, with the names in it that only this build and this machine know.

#include <string>

#include "mien/config.h"
#include "mien/models.h"

/// As mien::load_config with the process's environment; and an approach or a time zone that does
/// not exist here is an error with the file's line, too, as is a detector or an emotion model that
/// is none of `models` (null: not looked at).
mien::RunConfig read_config_file(const std::string& file, const mien::ModelStorePaths* models);
