#pragma once
/// \file The store's clock.

#include <string>

#include "base/time.h"

/// Local time minus UTC in a zone (IANA name; empty: this machine's). Any thread may call what it
/// returns. Throws Error(usage) where the system does not know the zone.
mien::UtcOffset store_clock(const std::string& time_zone);
