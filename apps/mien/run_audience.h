#pragma once
/// \file The audience of a run: exposures of recordings in mien.db.

#include <filesystem>
#include <memory>
#include <string>

#include "mien/config.h"
#include "mien/stages.h"

/// A sink that fills `database` with who stayed in front of which content; null where no camera of
/// the configuration shows any. `started_at`: when the recordings begin, on the store's clock where
/// it names no zone; empty: as their files say (recording_time.h), with words on stderr where a file
/// says it by its name or its own time only; of cameras, the beginning of the run.
/// Throws Error(usage) where the time or the configured time zone is none.
std::unique_ptr<mien::Sink> make_run_audience(const mien::RunConfig& config,
                                              const std::filesystem::path& database,
                                              const std::string& started_at);
