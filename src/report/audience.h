#pragma once
/// \file The section of the audience: mien.db of each folder, guarded by the minimum audience.

#include <filesystem>
#include <optional>
#include <span>

#include "base/time.h"
#include "report/fields.h"

namespace mien::report {

/// The section's data for the page (web/report/audience.js draws it); nothing where no
/// mien.db holds stays or ratings. Those of several folders are pooled (AudiencePool). Figures of
/// fewer people than the minimum audience that the database was filled under
/// (audience.min_audience; else five) are left out. Throws Error(input) where the database is
/// damaged, or another program's.
std::optional<json> read_audience(std::span<const std::filesystem::path> folders,
                                  const UtcOffset& clock);

}  // namespace mien::report
