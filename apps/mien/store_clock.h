#pragma once
/// \file The store's clock.

#include <string>

#include "base/time.h"

/// Local time minus UTC in a zone (IANA name; empty: this machine's). Makes it the zone of this
/// process: call it before threads start. Throws Error(usage) where the system does not know it.
mien::UtcOffset store_clock(const std::string& time_zone);
