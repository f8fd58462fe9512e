#pragma once
/// \file The section of the audience: mien.db of one folder, guarded by the minimum audience.

#include <filesystem>
#include <optional>

#include "report/files.h"

namespace mien::report {

/// The section's data for the page (web/report/audience.js draws it); nothing where the folder's
/// mien.db holds neither stays nor ratings. Groups of fewer than five people have no figures.
/// Throws Error(input) where the database is damaged, or another program's.
std::optional<json> read_audience(const std::filesystem::path& folder);

}  // namespace mien::report
