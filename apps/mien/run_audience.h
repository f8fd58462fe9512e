#pragma once
/// \file The audience of a run: exposures of recordings in mien.db.

#include <filesystem>
#include <memory>
#include <string>

#include "mien/config.h"
#include "mien/stages.h"

/// Says of each camera when its recording begins (CameraConfig::started_at) and returns the store's
/// clock. `started_at`: of all of them, on the store's clock where it names no zone; empty: as
/// their files say (recording_time.h), with words on stderr where a file says it by its name or its
/// own time only. Throws Error(usage) where the time or the configured time zone is none.
mien::UtcOffset date_recordings(mien::RunConfig& config, const std::string& started_at);

/// A sink that fills `database` with who stayed in front of which content; null where no camera of
/// the configuration shows any.
std::unique_ptr<mien::Sink> make_run_audience(const mien::RunConfig& config,
                                              const std::filesystem::path& database,
                                              const mien::UtcOffset& clock);
