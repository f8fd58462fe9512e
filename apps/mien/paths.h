#pragma once
#include <string>

#include "mien/pipeline.h"

/// Manifest beside the program (installed: ../share/mien; build tree: models/ of a folder above
/// it), cache by XDG unless `cache` names one. Fetches are told on stderr; `offline`: there are
/// none.
mien::ModelStorePaths model_paths(const std::string& cache, const std::string& own, bool offline);
