#pragma once
#include <string>

#include "mien/models.h"

/// mien::default_models with this process's environment; `cache`, `own`: instead of the user's.
/// Fetches are told on stderr; `offline`: there are none.
mien::ModelStorePaths model_paths(const std::string& cache, const std::string& own, bool offline);
