#pragma once
/// \file The database's health, for Prometheus.

#include <string>

#include "audience/store_desk.h"

namespace mien::serve {

/// Text format 0.0.4: commits, failures by kind, losses, the clock. Pure.
std::string store_lines(const audience::StoreDeskCounts& counts);

}  // namespace mien::serve
