#pragma once
/// \file The cameras of this machine.

#include "mien/pipeline.h"

#include "audience/time.h"
#include "serve/cameras.h"

namespace mien::serve {

/// runtime::LiveRuntime with models from `models`; `clock` of the store. Limits the memory that
/// FFmpeg takes at once, for the whole process (video::limit_allocations).
OpenCameras live_cameras(const ModelStorePaths& models, audience::UtcOffset clock);

}  // namespace mien::serve
