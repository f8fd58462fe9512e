#pragma once
/// \file A worker process that finds faces in pictures which others decoded.

#include <atomic>

#include "cluster/frame_store.h"
#include "cluster/link.h"
#include "recordings/worker_tools.h"

namespace mien::recordings {

/// Says Ready, answers Pictures with Seen until Over or `stop`, says Bye with the bytes that it
/// read from files after its first picture. Throws what the pipeline throws.
void serve_pictures(const RunConfig& config, const ModelStorePaths& paths,
                    const cluster::FrameStore& store, int replica, cluster::Link& link,
                    const std::atomic<bool>& stop, const RunHooks& hooks);

}  // namespace mien::recordings
