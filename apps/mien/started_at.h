#pragma once
/// \file The option --started-at.

#include <optional>
#include <string>

#include "base/time.h"

/// When a recording began, by the option's text on that clock; none where it is empty. `tell` hears
/// which of two moments was taken, or that the clock never showed the time. Throws Error(usage).
std::optional<mien::WallTime> begin_of(const std::string& started_at, const mien::UtcOffset& clock,
                                       void (*tell)(const std::string&));
