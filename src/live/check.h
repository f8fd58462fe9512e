#pragma once
#include "mien/config.h"

#include "base/time.h"

namespace mien::live {

/// Throws Error(usage) for what cannot work live: two cameras of one name, unknown words,
/// impossible limits.
void check_live(const RunConfig& config, const UtcOffset& clock);

}  // namespace mien::live
