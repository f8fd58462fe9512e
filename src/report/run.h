#pragma once
/// \file The section of `mien run`: summary.json, events.jsonl and tracks.csv of one folder.

#include <filesystem>
#include <optional>

#include "report/files.h"

namespace mien::report {

/// The section's data for the page (web/report/run.js draws it); nothing where the folder holds no
/// run. Throws Error(input) where summary.json is damaged.
std::optional<json> read_run(const std::filesystem::path& folder);

}  // namespace mien::report
