#pragma once
/// \file The software: the article's Table 2.

#include "mien/summary.h"

namespace mien::bench {

/// Versions of the libraries that this build uses.
MachineTable software_table();

}  // namespace mien::bench
