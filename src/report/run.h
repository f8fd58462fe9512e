#pragma once
/// \file The section of `mien run`: summary.json, events.jsonl and tracks.csv of each folder, and
/// the runs before these that its mien.db knows of.

#include <filesystem>
#include <optional>
#include <span>

#include "report/fields.h"

namespace mien::report {

/// The section's data for the page (web/report/run.js draws it), added up over all runs of all
/// folders; nothing where none holds a run. Throws Error(input) where summary.json is damaged.
std::optional<json> read_run(std::span<const std::filesystem::path> folders);

}  // namespace mien::report
