#pragma once
/// \file A run's results to the receivers of its configuration.

#include <filesystem>
#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

#include "receivers/outward.h"

/// The file that a run into folder `out` (empty: none) writes; empty: none.
std::filesystem::path database_of_run(const std::filesystem::path& out,
                                      const mien::RunConfig& config);

/// Opens the outbox in the database of a run into `out`, which it makes where there is none, and
/// lets facts leave while the run writes; nullptr where the configuration names no receiver. Throws
/// Error(usage) where there is no database.
std::unique_ptr<mien::receivers::Outward> run_outward(const mien::RunConfig& config,
                                                      const std::filesystem::path& out);
/// Ends the sinks, whose last rows leave too, and waits for the receivers, for half a minute at
/// most; says what waits still. `outward` may be null.
void finish_outward(mien::receivers::Outward* outward,
                    std::vector<std::unique_ptr<mien::Sink>>& sinks);
