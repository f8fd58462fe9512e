#pragma once
/// \file A store to look at: sample clips as cameras.

#include <filesystem>

#include "mien/config.h"
#include "mien/pipeline.h"

namespace mien::demo {

/// Four cameras that replay the sample clips of the model cache, two contents, a minimum audience
/// of one (nobody is really there), the database in `folder`. Throws Error(model) where a clip is
/// missing, with the command that fetches all of them.
RunConfig demo_config(const ModelStorePaths& models, const std::filesystem::path& folder);

}  // namespace mien::demo
