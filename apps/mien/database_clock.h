#pragma once
/// \file On whose clock a command opens a database.

#include <filesystem>
#include <string>

#include "audience/store.h"

/// Days are those of `zone`, else of the zone that the database was told, else of `otherwise` (a
/// zone; empty: this machine's) unless the database knows another clock's offset. Throws
/// Error(usage) where the system does not know the zone.
mien::audience::StoreOptions on_its_clock(const std::filesystem::path& database,
                                          std::string zone = {}, const std::string& otherwise = {});
