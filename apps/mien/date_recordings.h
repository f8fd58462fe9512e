#pragma once
/// \file When the recordings of a run begin.

#include <string>

#include "mien/config.h"

/// Says of each camera when its recording begins (CameraConfig::started_at) and returns the store's
/// clock. `started_at`: of all of them, on the store's clock where it names no zone; empty: as
/// their files say (recording_time.h), with words on stderr where a file says it by its name or its
/// own time only. Throws Error(usage) where the time or the configured time zone is none.
mien::UtcOffset date_recordings(mien::RunConfig& config, const std::string& started_at);
