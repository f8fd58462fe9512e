#pragma once
/// \file The cameras of this machine.

#include "mien/pipeline.h"

#include "base/time.h"
#include "serve/cameras.h"

/// mien::live::LiveRuntime with models from `models`; `clock` of the store. Limits the memory that
/// FFmpeg takes at once, for the whole process (media::limit_allocations).
mien::serve::OpenCameras live_cameras(const mien::ModelStorePaths& models, mien::UtcOffset clock);
