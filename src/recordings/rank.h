#pragma once
/// \file A rank other than 0 of a run on several hosts.

#include <atomic>

#include "mien/error.h"
#include "mien/pipeline.h"

namespace mien::recordings {

/// On ranks other than 0: does the shares that rank 0 sends until the run is over. What it throws
/// was told to rank 0, whose run fails with it. `stop`: ends after the frame in hand.
void follow(const RunConfig& config, const ModelStorePaths& paths, const std::atomic<bool>* stop,
            const ProbeMaker& probe = {});

/// On ranks other than 0, instead of `follow`: tells rank 0 that this rank cannot take part.
void decline(const Error& error);

}  // namespace mien::recordings
