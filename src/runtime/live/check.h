#pragma once
#include "mien/config.h"

#include "audience/time.h"

namespace mien::runtime {

/// Throws Error(usage) for what cannot work live: two cameras of one name, unknown words,
/// impossible limits.
void check_live(const RunConfig& config, const audience::UtcOffset& clock);

}  // namespace mien::runtime
