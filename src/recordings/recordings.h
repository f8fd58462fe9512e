#pragma once
/// \file What this room offers to programs of this tree, besides `mien::run`.

#include <atomic>
#include <memory>
#include <vector>

#include "mien/pipeline.h"

#include "recordings/annotate_sink.h"
#include "recordings/rank.h"

namespace mien::recordings {

/// `mien::run` that a signal handler may end: it can set a flag, but not request a stop.
/// `hooks.stop` alone does not end it: it reaches sources of the caller's own, as `stop` does not.
Summary run(const RunConfig& config, const ModelStorePaths& models,
            const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks,
            const std::atomic<bool>* stop);

}  // namespace mien::recordings
