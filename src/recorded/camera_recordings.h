#pragma once
/// \file Recordings as cameras: several of one camera, and when they were made.

#include <functional>
#include <optional>
#include <string>

#include "mien/config.h"

namespace mien::recorded {

/// Words for the user; may be empty.
using Teller = std::function<void(const std::string& words)>;

/// Puts a camera for each recording (CameraConfig::recorded_by) in the place of one that names
/// several, in the order of time, each with its begin; other cameras stay as they are. Tells how
/// many there are, what their times are taken from, and what was passed over. Throws Error(input)
/// where a pattern fits nothing.
void take_recordings(RunConfig& config, const UtcOffset& clock, const Teller& tell);

/// Dates recordings whose content is known (to the others no time is told): by `started_at`, else
/// by rule (recording_time.h), which it tells, and `remedy`, where the recording does not say it
/// itself. One that has a time keeps it, unless `started_at` moves it: the first of a camera's
/// begins then.
void date_recordings(RunConfig& config, const UtcOffset& clock,
                     const std::optional<WallTime>& started_at, const Teller& tell,
                     const std::string& remedy);

}  // namespace mien::recorded
