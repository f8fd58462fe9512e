#pragma once
/// \file The cameras of this machine.

#include "mien/pipeline.h"

#include "base/time.h"
#include "serve/cameras.h"

namespace mien::serve {

/// live::LiveRuntime with models from `models`; `clock` of the store. Limits the memory that
/// FFmpeg takes at once, for the whole process (media::limit_allocations).
OpenCameras live_cameras(const ModelStorePaths& models, UtcOffset clock);

}  // namespace mien::serve
