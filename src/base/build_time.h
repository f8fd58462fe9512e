#pragma once
/// \file When this program was built: no clock that goes right is before it.

#include <chrono>

namespace mien {

/// The day before the one it was compiled on, UTC: what "today" is depends on the zone.
std::chrono::sys_days build_day();

}  // namespace mien
